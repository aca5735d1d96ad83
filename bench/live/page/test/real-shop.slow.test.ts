import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '../../../../common/store/catalogue.ts';
import { until as untilWithin } from '../../../lab/until.ts';
import { modes } from '../../../modes.ts';
import { startBrowser } from '../testing/browser.ts';
import { type OpenPage, openPage } from '../testing/open-page.ts';
import { startLab } from '../testing/start-lab.ts';

// What the page shows of the shop, and what an operator does on it, on a real lab. Each test goes on where the one before ended.

const PATIENCE_MS = 90_000;
const until = (what: string, look: () => Promise<boolean>) => untilWithin(what, look, PATIENCE_MS);

let lab: Awaited<ReturnType<typeof startLab>>;
let browser: Awaited<ReturnType<typeof startBrowser>>;
let opened: OpenPage;
let panel: Locator;

beforeAll(async () => {
  lab = await startLab();
  browser = await startBrowser();
  opened = await openPage(browser, lab.url);
  opened.page.setDefaultTimeout(PATIENCE_MS);
  panel = opened.page.getByRole('tabpanel');
});
afterAll(async () => {
  await browser?.close();
  lab?.command.interrupt();
  expect(await lab?.command.ended()).toBe(0);
  await lab?.command.gone();
  expect(opened?.complaints).toEqual([]);
});

const [calls, queues, log] = (['calls', 'queues', 'log'] as const).map(
  (kind) => modes.find(({ medium }) => medium.kind === kind)?.label ?? '',
) as [string, string, string];
const [product = { name: '', lowStockThreshold: 0 }] = catalogue;
const tab = (name: string) => opened.page.getByRole('tab', { name }).click();
const laneOf = (label: string): Locator => opened.page.locator('.lane').filter({ hasText: label });

async function look(label: string, what: string): Promise<void> {
  await tab('Shop');
  await panel.getByLabel('Lane', { exact: true }).selectOption(label);
  await panel.getByLabel('What to look at').selectOption(what);
}

/** Opens a part of what can be broken, if it is closed. */
async function openPart(name: string): Promise<void> {
  await tab('Break');
  const part = panel.locator('details').filter({ has: opened.page.getByText(name, { exact: true }) });
  if ((await part.getAttribute('open')) === null) await part.locator('summary').click();
}

async function setRate(perSecond: number): Promise<void> {
  await opened.page.getByLabel('Orders per second in every lane').fill(String(perSecond));
  await opened.page.keyboard.press('Enter');
}

test('stock that is changed is what can be ordered, and few pieces are an alert', async () => {
  await look(queues, 'Products');
  const pieces = panel.getByLabel(`Free pieces of ${product.name}`);
  await pieces.fill(String(product.lowStockThreshold + 1));
  await pieces.press('Enter');
  await tab('Order');
  await panel.getByRole('button', { name: 'Place in all lanes' }).click();
  await opened.page.getByLabel('Notices').getByText('low stock').waitFor();
  expect(await opened.page.getByLabel('Notices').getByText('low stock').count()).toBe(1); // the other lanes have enough
  await look(queues, 'Products');
  await until('a piece less is there', async () => (await pieces.inputValue()) === String(product.lowStockThreshold));
  await panel.getByText('or fewer').waitFor();
  await look(queues, 'Notifications');
  for (const kind of ['low-stock', 'order-confirmed']) await panel.getByRole('cell', { name: kind }).waitFor();
});

test('of what nobody has the orders are rejected, and found by their state, in pages', async () => {
  const { page } = opened;
  await page.locator('details.menu summary').click();
  await page.getByLabel('Lines with an unknown item').fill('100');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await setRate(10);
  await page.getByRole('button', { name: 'Burst' }).click();
  await look(log, 'Orders');
  await panel.getByLabel('Orders in this state').selectOption('rejected');
  const states = () => panel.locator('tbody tr td:nth-child(2)').allTextContents();
  const older = panel.getByRole('button', { name: 'Older' });
  await until(
    'there are more than fit one page',
    async () => (await states()).length === 20 && (await older.isEnabled()),
  );
  await setRate(0);
  expect([...new Set(await states())]).toEqual(['rejectedunknown-sku']);
  await older.click();
  await until(
    'the next page is there',
    async () => (await panel.getByRole('button', { name: 'Newer' }).isEnabled()) && (await states()).length > 0,
  );
});

test('what cannot be processed is set aside with its reason, and sent again where it can be', async () => {
  await tab('Break');
  await panel.getByRole('button', { name: `Break: Messages that cannot be processed, ${queues}` }).click();
  await look(queues, 'Parked');
  await panel
    .getByText(/^refused: /)
    .first()
    .waitFor();
  expect(await panel.getByText('It stays: ').count()).toBeGreaterThan(0);
  const again = panel.getByRole('button', { name: 'Send again' });
  const sendable = await again.count();
  await again.first().click();
  await openPart('Deliver again, read again');
  const redrive = panel.getByRole('group', { name: queues }).getByRole('button', { name: 'Redrive parked messages' });
  await until('it was set aside again, and is sent once more with the others', async () => {
    await redrive.click();
    await panel.getByText(/parked messages? sent again/).waitFor();
    return (await panel.getByText(`${queues}: ${sendable} parked messages sent again`).count()) === 1;
  });
  expect(await laneOf(queues).locator('.judge-violated').count()).toBe(0);
});

test('a log is read again from its beginning, and analytics comes to the same digest', async () => {
  await openPart('Deliver again, read again');
  const group = panel.getByRole('group', { name: log });
  await group.getByRole('button', { name: 'Rebuild analytics' }).click();
  await panel.getByText(/^Digest before [0-9a-f]{12}, after [0-9a-f]{12}: the same$/).waitFor();
  await group.getByRole('button', { name: 'Reset offsets of notification-service' }).click();
  await panel.getByText('notification-service reads the log again from its beginning').waitFor();
  await until('nobody was told twice', async () => (await laneOf(log).locator('.judge-holds').count()) === 1);
  await panel.getByRole('group', { name: calls }).getByText('Reset offsets, not applicable').waitFor();
});

test('a protection is switched off and on in all lanes that have it, and their services start again', async () => {
  await openPart('Protections');
  const both = (from: string) => panel.getByRole('switch', { name: /^inbox, / }).filter({ hasText: from });
  const there = await both('on').count();
  expect(there).toBeGreaterThan(1);
  await panel.getByRole('button', { name: 'Switch inbox off in all lanes' }).click();
  await opened.page.getByText('restarting', { exact: true }).first().waitFor();
  await until(
    'they run without it',
    async () => (await both('off').count()) === there && (await both('off').first().isEnabled()),
  );
  const back = panel.getByRole('button', { name: 'Switch inbox on in all lanes' });
  await until('it can be switched on in both', () => both('off').last().isEnabled());
  await back.click();
  await until(
    'they run with it',
    async () =>
      (await both('on').count()) === there &&
      (await both('on').first().isEnabled()) &&
      (await both('on').last().isEnabled()),
  );
});

test('a lane is stopped and started, while the others go on', async () => {
  const { page } = opened;
  await page.getByRole('button', { name: `Stop ${calls}` }).click();
  await page.getByText('This lane is stopped').waitFor();
  await page.getByRole('button', { name: `Start ${calls}` }).click();
  await laneOf(calls).getByText('up', { exact: true }).waitFor();
  await until('its services are ready', async () => (await laneOf(calls).locator('.node.is-ready').count()) === 3);
});
