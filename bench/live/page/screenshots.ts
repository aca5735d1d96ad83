import { statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startBrowser } from './testing/browser.ts';
import { type OpenPage, openPage } from './testing/open-page.ts';
import { startLab } from './testing/start-lab.ts';

/** The pictures of the README, `npm run screenshots`: a real lab, a quiet time, a fault that is over, and one that lasts while an order is placed. */
const MOST_BYTES = 200_000;
const docs = (theme: string) => fileURLToPath(new URL(`../../../docs/live-lab-${theme}.png`, import.meta.url));

const lab = await startLab();
const browser = await startBrowser();
try {
  const pages = [
    { theme: 'light', ...(await openPage(browser, lab.url, 'light')) },
    { theme: 'dark', ...(await openPage(browser, lab.url, 'dark')) },
  ];
  await live(pages[0] as OpenPage);
  for (const { theme, page } of pages) {
    await page.getByRole('tab', { name: 'Order' }).click();
    await page.locator('.placed').getByText('What the caller got').nth(2).waitFor();
    const path = docs(theme);
    await page.screenshot({ path });
    const { size } = statSync(path);
    console.log(`${path}: ${(size / 1000).toFixed(0)} kB`);
    if (size > MOST_BYTES) throw new Error(`A picture of the README has at most ${MOST_BYTES / 1000} kB.`);
  }
} finally {
  await browser.close();
  lab.command.interrupt();
  await lab.command.ended();
}

/** What a person would do in two minutes. */
async function live({ page }: OpenPage): Promise<void> {
  const kill = page.getByRole('button', { name: /^Break: The inventory service is killed, in all/ });
  const heal = page.getByRole('button', { name: /^Heal: The inventory service is killed, in all/ });
  const rate = async (perSecond: number) => {
    await page.getByLabel('Orders per second in every lane').fill(String(perSecond));
    await page.keyboard.press('Enter');
  };
  await rate(30);
  await setTimeout(45_000);
  await kill.click();
  await setTimeout(20_000);
  await heal.click();
  await setTimeout(35_000);
  await rate(60);
  await setTimeout(20_000);
  await kill.click();
  await setTimeout(9000);
  await page.getByRole('tab', { name: 'Order' }).click();
  await page.getByRole('button', { name: 'Place in all lanes' }).click();
}
