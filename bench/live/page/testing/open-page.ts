import type { Browser, Page } from 'playwright-core';

export interface OpenPage {
  page: Page;
  /** What the browser complained about so far: errors of scripts, of the policy, of requests. */
  complaints: string[];
}

const screen = { width: 1280, height: 800 };

/** Opens the page of a lab in a window of its own, and waits for its lanes. */
export async function openPage(browser: Browser, url: string, theme: 'light' | 'dark' = 'light'): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: screen, colorScheme: theme, locale: 'en-US' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.locator('.lane').first().waitFor();
  return { page, complaints };
}
