import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser } from '../../live/page/testing/browser.ts';
import { readRun } from '../../record/read-run.ts';
import { figuresOf } from '../figures/run-figures.ts';
import { composedPage } from '../render-page.ts';
import { rendered } from '../testing/rendered.ts';

let browser: Browser;
let address: string;
beforeAll(async () => {
  const { folder, root } = await rendered();
  const file = join(root, 'index.html');
  const runs = [{ name: 'sample-run', figures: figuresOf(await readRun(folder)) }];
  writeFileSync(
    file,
    composedPage(runs, '', '../', () => 'now'),
  );
  expect(readFileSync(file).length).toBeLessThan(1_500_000);
  address = pathToFileURL(file).href;
  browser = await startBrowser();
});
afterAll(() => browser?.close());

/** The page as it opens from a disk; fails when it says anything on the console or asks for anything but itself. */
async function withPage(
  use: (page: Page) => Promise<void>,
  { hash = '', colorScheme = 'light' as 'light' | 'dark' } = {},
): Promise<void> {
  const page = await browser.newPage({ colorScheme });
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => {
    if (!/^(?:file|data):/.test(request.url())) said.push(`asked for ${request.url()}`);
  });
  try {
    await page.goto(`${address}${hash}`);
    await use(page);
    expect(said).toEqual([]);
  } finally {
    await page.close();
  }
}

test('nothing is ticked at first, and the page asks which questions matter', () =>
  withPage(async (page) => {
    expect(await page.locator('.answers input:checked').count()).toBe(0);
    expect(await page.locator('.says').innerText()).toBe('Which of these matter to you? Tick them.');
  }));

test('a tick tells who is ahead, and stays in the address', () =>
  withPage(async (page) => {
    await page.locator('.answers input[value=told]').check();
    expect(await page.locator('.says').innerText()).toContain('REST calls: ahead in 1 (told the outcome)');
    expect(new URL(page.url()).hash).toBe('#ask=told');
    await page.locator('.answers input[value=told]').uncheck();
    expect(await page.locator('.says').innerText()).toBe('Which of these matter to you? Tick them.');
  }));

test('an address with questions opens with them, and where several are ahead none is put first', () =>
  withPage(
    async (page) => {
      expect(await page.locator('.answers input:checked').count()).toBe(2);
      const words = await page.locator('.says').innerText();
      expect(words).toContain('You ticked 2 of');
      expect(words).toContain('No difference shown, or never ranked: time to the end.');
    },
    { hash: '#ask=told,finished' },
  ));

test('a cell leads to its table, its trials and its command, and keeps what is ticked', () =>
  withPage(
    async (page) => {
      await page.locator('a[href="#on-finished"]').first().click();
      expect(new URL(page.url()).hash).toBe('#ask=told&at=on-finished');
      const section = page.locator('#on-finished');
      expect(await section.locator('table').count()).toBe(2);
      expect(await section.innerText()).toContain('npm run bench');
      expect(await page.locator('.answers input[value=told]').isChecked()).toBe(true);
    },
    { hash: '#ask=told' },
  ));

test('a chart tells its values under the pointer, and with the arrow keys', () =>
  withPage(async (page) => {
    const figure = page.locator('figure:has(.plot[data-chart])').first();
    const plot = figure.locator('.plot');
    await plot.hover({ position: { x: 400, y: 180 } });
    const told = await figure.locator('output').innerText();
    expect(told).toMatch(/sync-rest [\d.]+|sync-rest –/);
    await plot.focus();
    await page.keyboard.press('ArrowRight');
    expect(await figure.locator('output').innerText()).not.toBe(told);
  }));

test('it is dark where the reader asks for it, and light on paper', () =>
  withPage(
    async (page) => {
      const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(await background()).toBe('rgb(13, 17, 23)');
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await background()).toBe('rgb(255, 255, 255)');
    },
    { colorScheme: 'dark' },
  ));
