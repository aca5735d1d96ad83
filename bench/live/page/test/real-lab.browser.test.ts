import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../../lab/until.ts';
import { modes } from '../../../modes.ts';
import { startBrowser } from '../testing/browser.ts';
import { type OpenPage, openPage } from '../testing/open-page.ts';
import { startLab } from '../testing/start-lab.ts';

// The page on a real lab: three modes, their brokers, and a person who clicks. Each test goes on where the one before ended.

let lab: Awaited<ReturnType<typeof startLab>>;
let browser: Awaited<ReturnType<typeof startBrowser>>;
let opened: OpenPage;

beforeAll(async () => {
  lab = await startLab();
  browser = await startBrowser();
  opened = await openPage(browser, lab.url);
  opened.page.setDefaultTimeout(20_000);
});
afterAll(async () => {
  await browser?.close();
  lab?.command.interrupt();
  expect(await lab?.command.ended()).toBe(0);
  await lab?.command.gone();
});

const laneOf = (label: string): Locator => opened.page.locator('.lane').filter({ hasText: label });
const promising = modes.filter(({ answer }) => answer === 'promise').map(({ label }) => label);
const answering = modes.filter(({ answer }) => answer === 'outcome').map(({ label }) => label);

/** A figure of a lane, as it stands on the page. */
async function figure(label: string, name: string): Promise<number> {
  const cell = laneOf(label)
    .locator('.figures dl > div')
    .filter({ has: opened.page.getByText(name, { exact: true }) })
    .locator('dd');
  return Number.parseFloat(((await cell.textContent()) ?? '').replaceAll(',', ''));
}
const figures = (name: string) => Promise.all(modes.map(({ label }) => figure(label, name)));

async function setRate(perSecond: number): Promise<void> {
  await opened.page.getByLabel('Orders per second in every lane').fill(String(perSecond));
  await opened.page.keyboard.press('Enter');
}

test('an order placed on the page finishes in all three lanes', async () => {
  const { page } = opened;
  await page.getByRole('tab', { name: 'Order' }).click();
  await page.getByRole('button', { name: 'Place in all lanes' }).click();
  await until(
    'it finished in every lane',
    async () => (await page.locator('.placed').getByText('finished', { exact: true }).count()) === modes.length,
  );
  expect(await page.locator('.placed p > b:first-child').allTextContents()).toEqual(
    modes.map(({ answer }) => (answer === 'outcome' ? '201' : '202')),
  );
  await until('its hops are told', async () => (await page.locator('.placed .hops').count()) === modes.length);
});

test('the figures follow the rate within two seconds', async () => {
  await setRate(0);
  await until('no lane accepts anything', async () => (await figures('accepted')).every((rate) => rate === 0));
  await setRate(40);
  await until('all lanes accept orders', async () => (await figures('accepted')).every((rate) => rate > 0), 2000);
  await until('they do so at that rate', async () => (await figures('accepted')).every((rate) => rate > 20));
  await until('all lanes finish orders', async () => (await figures('finished')).every((rate) => rate > 20));
});

test('inventory killed: who waits for an answer is refused, the others queue and drain', async () => {
  const { page } = opened;
  await page.getByRole('tab', { name: 'Break' }).click();
  await page.getByRole('button', { name: /^Break: The inventory service is killed, in all/ }).click();
  await until(
    'the page says that it is killed',
    async () => (await page.locator('.node.is-killed').count()) === modes.length,
  );
  await until('calls fail', async () =>
    (await Promise.all(answering.map((label) => figure(label, 'failed')))).every((rate) => rate > 5),
  );
  await until('the others queue', async () =>
    (await Promise.all(promising.map((label) => figure(label, 'unfinished')))).every((many) => many > 60),
  );
  const healing = page.getByRole('button', { name: /^Heal: The inventory service is killed, in all/ });
  expect(await page.locator('.judge-violated').count()).toBe(0);
  await healing.click();
  await setRate(5);
  await until(
    'the backlog is worked off',
    async () => (await figures('unfinished')).every((many) => many < 10),
    30_000,
  );
  await until('it is healed, with its evidence', async () => {
    await page
      .getByRole('button', { name: 'The inventory service is killed', exact: true, expanded: false })
      .click({ timeout: 500 })
      .catch(() => {});
    return (await page.getByText(/healed: /).count()) === modes.length;
  });
});

test('when nothing is under way the judge finds that every order finished exactly once', async () => {
  await setRate(0);
  await until(
    'the judge says so in every lane',
    async () => (await opened.page.locator('.judge-holds').count()) === modes.length,
    40_000,
  );
});

test('a reload and a second page show the same lab', async () => {
  const judged = (page: Page) => page.locator('.judge').allTextContents();
  await opened.page.reload();
  const other = await openPage(browser, lab.url, 'dark');
  await until('both say the same of what happened before they were opened', async () => {
    const [one, two] = [await judged(opened.page), await judged(other.page)];
    return (
      String(one) === String(two) && one.length === modes.length && one.every((line) => /[1-9]\d* accepted/.test(line))
    );
  });
  expect([...opened.complaints, ...other.complaints]).toEqual([]);
});
