import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useToldPages } from '../testing/told-pages.ts';

// Whoever has a keyboard alone.

const told = useToldPages();

/** What has the focus: its name as it is read out, or its words. */
const focused = (page: Page) =>
  page.evaluate<string>(
    "document.activeElement.getAttribute('aria-label') ?? document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent",
  );

/** Goes on with the Tab key until that has the focus. */
async function reach(page: Page, name: string): Promise<void> {
  for (let n = 0; n < 80; n++) {
    await page.keyboard.press('Tab');
    if ((await focused(page)).includes(name)) return;
  }
  throw new Error(`${name} was not reached with the Tab key`);
}

test('the whole of it can be used with the keyboard alone', async () => {
  const page = await told.open();
  await reach(page, 'Orders per second');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('250', { delay: 250 }); // what is typed stays, whatever is drawn meanwhile
  await page.keyboard.press('Enter');
  await expect.poll(() => told.lab.perSecond).toBe(250);
  await reach(page, 'Break');
  await page.keyboard.press('ArrowRight');
  await page.getByLabel('Customer').waitFor();
  await reach(page, 'Place in all lanes');
  await page.keyboard.press('Enter');
  await page.getByText('finished').first().waitFor();
});

test('work and its slow share are set with the keyboard, and Escape closes their menu', async () => {
  const page = await told.open();
  const menu = page.locator('details.menu');
  await menu.locator('summary').press('Enter');
  await page.getByLabel('It takes, in ms').fill('20');
  await page.keyboard.press('Enter');
  await menu.getByText('work 20 ms').waitFor();
  await page.getByLabel('Slow orders, in percent').fill('10');
  await page.keyboard.press('Enter');
  const work = { usualMs: 20, slowShare: 0.1, slowMs: 2000 };
  await expect.poll(() => told.lab.done.at(-1)).toEqual({ do: 'work', work });
  await page.keyboard.press('Escape');
  await page.getByLabel('It takes, in ms').waitFor({ state: 'hidden' });
});

test('the knob of the load goes up from nothing and back with the arrow keys', async () => {
  const page = await told.open();
  await reach(page, 'Load');
  for (let n = 0; n < 5; n++) await page.keyboard.press('ArrowRight', { delay: 200 });
  await expect.poll(() => told.lab.perSecond).toBe(20);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => told.lab.perSecond).toBe(10);
  await page.keyboard.press('End');
  await expect.poll(() => told.lab.perSecond).toBe(1000);
  await page.keyboard.press('Home');
  await expect.poll(() => told.lab.perSecond).toBe(0);
});

test('what was pressed keeps the focus while nothing can be pressed there, and heals at the next press', async () => {
  const page = await told.open();
  const [button, heal] = ['Break', 'Heal'].map(
    (doing) => `${doing}: The inventory service is killed, in all lanes that can`,
  );
  await reach(page, button ?? '');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: heal ?? '', disabled: false }).waitFor();
  expect(await focused(page)).toBe(heal);
  await page.keyboard.press('Enter');
  await expect.poll(() => told.lab.done.at(-1)).toMatchObject({ do: 'heal', fault: 'kill-inventory' });
});

test('arrow keys go from button to button among the faults, past what cannot be pressed', async () => {
  const page = await told.open();
  await reach(page, 'Break: The inventory service is killed, REST');
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toContain('The network in front of the inventory service is slow, REST'); // a lane without a broker cannot lose it
  await page.keyboard.press('ArrowRight');
  expect(await focused(page)).toContain('The network in front of the inventory service is slow, RabbitMQ');
  await page.keyboard.press('ArrowUp');
  expect(await focused(page)).toContain('The broker is killed, RabbitMQ');
  await page.keyboard.press('ArrowLeft');
  expect(await focused(page)).toBe('The broker is killed');
  for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe('The notification service is killed'); // the next table goes on
});
