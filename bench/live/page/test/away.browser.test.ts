import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useToldPages } from '../testing/told-pages.ts';

const told = useToldPages();
const order = { customer: { name: 'Ada', email: 'ada@lab.example' }, items: [{ sku: 'TEA-ASSAM', quantity: 1 }] };
const AWAY_MS = 30_000;

const judged = (page: Page) => page.locator('.judge').allTextContents();
const log = (page: Page) => page.locator('.log li').allTextContents();

test('a page that was away for 30 seconds is told everything it missed, and goes on where it was', async () => {
  told.mayComplain(/net::ERR_/);
  told.lab.carryOut({ do: 'rate', perSecond: 50 });
  const lanes = told.lab.lanes.map(({ lane }) => lane.lane);
  const page = await told.open();
  await page.getByRole('tab', { name: 'Log' }).click();
  await page.getByLabel('Only this lane').selectOption({ index: 1 });
  await told.cut();
  await page.getByText('connection lost').waitFor();
  const lostMs = performance.now();
  told.lab.carryOut({ do: 'place', lanes, order });
  told.lab.carryOut({ do: 'inject', lanes, fault: 'kill-inventory' });
  await expect
    .poll(() => performance.now() - lostMs, { timeout: 2 * AWAY_MS, interval: 1000 })
    .toBeGreaterThan(AWAY_MS);
  expect(await page.getByText('killed', { exact: true }).count()).toBe(0);
  told.lab.carryOut({ do: 'rate', perSecond: 0 });
  await told.mend();
  await page.locator('.link-open').waitFor();
  await expect.poll(() => page.getByText('killed', { exact: true }).count()).toBe(told.lab.lanes.length);
  const other = await told.open();
  await expect.poll(async () => String(await judged(page)) === String(await judged(other))).toBe(true);
  expect((await log(page)).length).toBeGreaterThan(0);
  expect(await page.getByText('away for too long').count()).toBe(0);
});

test('what is not heard any more is shown as old, and a lab that another one followed as ended', async () => {
  told.mayComplain(/net::ERR_|401/);
  const page = await told.open();
  expect(await page.locator('.is-old, .old-note').count()).toBe(0);
  await told.cut();
  await page.locator('.link-away').waitFor();
  await page.locator('.is-old .old-note', { hasText: /^As it was at \d\d:\d\d:\d\d/ }).waitFor();
  await told.succeed();
  await page.locator('.link-ended', { hasText: 'this lab has ended' }).waitFor();
  await page.locator('.is-old .old-note', { hasText: 'stands in the terminal' }).waitFor();
});
