import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until as untilWithin } from '../../../lab/until.ts';
import { modes } from '../../../modes.ts';
import { LabClient } from '../../testing/lab-client.ts';
import { startBrowser } from '../testing/browser.ts';
import { type OpenPage, openPage } from '../testing/open-page.ts';
import { startLab } from '../testing/start-lab.ts';

// The page on a real lab: three modes, their brokers, and a person who clicks. Each test goes on where the one before ended.

/** So long on a machine that others use, too; how soon the page follows is compared with when the server told. */
const PATIENCE_MS = 90_000;
const FOLLOWS_MS = 2000;
const until = (what: string, look: () => Promise<boolean>) => untilWithin(what, look, PATIENCE_MS);

let lab: Awaited<ReturnType<typeof startLab>>;
let browser: Awaited<ReturnType<typeof startBrowser>>;
let opened: OpenPage;
/** Hears what the server tells, as the page does. */
let told: LabClient;

beforeAll(async () => {
  lab = await startLab();
  browser = await startBrowser();
  opened = await openPage(browser, lab.url);
  opened.page.setDefaultTimeout(PATIENCE_MS);
  told = await LabClient.open(lab.command);
});
afterAll(async () => {
  await browser?.close();
  told?.close();
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

/** In the page: when the figure of each lane was first more than 0, by the clock that the server has, too. */
const noteWhenShown = `{
  window.shownAt = {};
  const look = () => {
    for (const lane of document.querySelectorAll('.lane')) {
      const cell = [...lane.querySelectorAll('.figures dl > div')].find((one) => one.querySelector('dt').textContent === 'accepted');
      if (Number.parseFloat(cell.querySelector('dd').textContent) > 0) window.shownAt[lane.getAttribute('aria-label')] ??= Date.now();
    }
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}`;

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

test('what a lane accepts stands on the page within two seconds after the server told it', async () => {
  await setRate(0);
  await until('no lane accepts anything', async () => (await figures('accepted')).every((rate) => rate === 0));
  const before = told.figures.length;
  await opened.page.evaluate(noteWhenShown);
  await setRate(20);
  const shown = () => opened.page.evaluate<Record<string, number>>('window.shownAt');
  await until('all lanes accept orders', async () => Object.keys(await shown()).length === modes.length);
  for (const { name, label } of modes) {
    const first = told.figures.slice(before).find(({ lanes }) => (lanes[name]?.accepted ?? 0) > 0);
    const lateMs = ((await shown())[label] ?? Number.NaN) - (first?.atMs ?? Number.NaN);
    expect(lateMs, label).toBeLessThan(FOLLOWS_MS);
  }
  await until('all lanes finish orders', async () => (await figures('finished')).every((rate) => rate > 0));
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
    (await Promise.all(answering.map((label) => figure(label, 'failed')))).every((rate) => rate > 0),
  );
  await until('the others queue', async () =>
    (await Promise.all(promising.map((label) => figure(label, 'backlog')))).every((many) => many > 20),
  );
  const healing = page.getByRole('button', { name: /^Heal: The inventory service is killed, in all/ });
  expect(await page.locator('.judge-violated').count()).toBe(0);
  await healing.click();
  await setRate(5);
  await until('the backlog is worked off', async () => (await figures('backlog')).every((many) => many < 10));
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

test('the judge goes red where the inbox is off and orders are delivered twice, and in no other lane', async () => {
  const { page } = opened;
  const [label = ''] = promising;
  await page.reload(); // with every part of the panel closed
  await page.getByRole('tab', { name: 'Break' }).click();
  await page.getByText('Protections', { exact: true }).click();
  const inbox = page.getByRole('switch', { name: `inbox, ${label}` });
  if ((await inbox.textContent()) === 'on') await inbox.click();
  await until(
    'the lane runs without it',
    async () => (await inbox.textContent()) === 'off' && (await inbox.isEnabled()),
  );
  await page.getByText('Deliver again, read again').click();
  await page.getByRole('button', { name: 'Deliver the newest orders again, all lanes' }).click();
  await until('it is red', async () => (await laneOf(label).locator('.judge-violated').count()) === 1);
  const judge = laneOf(label).locator('.judge');
  await until('it says how many', async () => /[1-9]\d* doubled/.test((await judge.textContent()) ?? ''));
  expect(await page.locator('.judge-violated').count()).toBe(1);
  await judge.locator('button').last().click();
  await page.getByRole('dialog').getByText('order-service').first().waitFor();
});
