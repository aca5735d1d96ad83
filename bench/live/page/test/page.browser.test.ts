import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startBrowser } from '../testing/browser.ts';
import { startFeed } from '../testing/feed.ts';
import { type OpenPage, openPage } from '../testing/open-page.ts';

// What the page itself does, whatever lab stands behind it: here one that is only told of, and served by the real server.

let browser: Awaited<ReturnType<typeof startBrowser>>;
let feed: Awaited<ReturnType<typeof startFeed>>;
let opened: OpenPage[] = [];

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  feed = await startFeed();
});
afterEach(async () => {
  const complaints = opened.flatMap((one) => one.complaints);
  await Promise.all(opened.map(({ page }) => page.context().close()));
  opened = [];
  await feed.close();
  expect(complaints, 'what the browser complained about').toEqual([]);
});

async function open(theme?: 'light' | 'dark'): Promise<Page> {
  const one = await openPage(browser, feed.url, theme);
  opened.push(one);
  return one.page;
}
const names = () => feed.lab.lanes.map(({ lane }) => lane.lane);
const FRAMES = 150;
const panels = ['Break', 'Order', 'Log', 'Shop', 'Scenarios', 'Runs'];

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string }[];
}

test.each([
  ['light', {}],
  ['dark', { runOnly: ['color-contrast'] }], // all else is the same in both
] as const)('axe-core finds nothing serious in any panel, %s', async (theme, options) => {
  const page = await open(theme);
  await page.evaluate(axe.source);
  for (const [index, panel] of panels.entries()) {
    await page.getByRole('tab', { name: panel }).click();
    if (panel === 'Order') await page.getByRole('button', { name: 'Place in all lanes' }).click();
    const { violations } = await page.evaluate<{ violations: Violation[] }>(
      `axe.run(${index === 0 ? 'document' : "'.panel'"}, ${JSON.stringify(options)})`, // the rest stays as it was
    );
    const found = violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html}`);
    expect(
      found.filter((one) => /^(serious|critical)/.test(one)),
      panel,
    ).toEqual([]);
  }
});

test('one screen of 1280 × 800 holds it all, and no text is smaller than 12 px', async () => {
  feed.lab.carryOut({ do: 'rate', perSecond: 1000 });
  const page = await open();
  for (const panel of panels) {
    await page.getByRole('tab', { name: panel }).click();
    const [size, small] = await page.evaluate<[number[], string[]]>(`[
      [document.documentElement.scrollWidth, document.documentElement.scrollHeight],
      [...document.querySelectorAll('body *')]
        .filter((one) => [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
        .filter((one) => Number.parseFloat(getComputedStyle(one).fontSize) < 12)
        .map((one) => one.outerHTML),
    ]`);
    expect(size, panel).toEqual([1280, 800]);
    expect(small, panel).toEqual([]);
  }
});

test('the name of a customer stays text', async () => {
  const page = await open();
  const name = '<img src=x onerror="document.title=\'broken in\'"><script>document.title="broken in"</script>';
  await page.getByRole('tab', { name: 'Order' }).click();
  await page.getByLabel('Customer').fill(name);
  await page.getByRole('button', { name: 'Place in all lanes' }).click();
  await page.getByText('What the caller got').first().click();
  await page.getByText(JSON.stringify(name).slice(1, -1)).first().waitFor();
  expect(await page.title()).toBe('Three-Mode Lab, live');
  expect(await page.locator('#page img, #page script').count()).toBe(0);
});

test('the button of a fault is lit only once its witness has proved it', async () => {
  const page = await open();
  await page.getByRole('button', { name: 'Break: The inventory service is killed, in all lanes that can' }).click();
  const button = page.getByRole('button', { name: /^Heal: The inventory service is killed, REST/ });
  await button.waitFor();
  expect(await button.getAttribute('aria-pressed')).toBe('false');
  await page.getByText('injected, not proved yet').first().waitFor();
  feed.lab.prove('kill-inventory', 'its process ended by SIGKILL');
  await page.getByText('proved: its process ended by SIGKILL').first().waitFor();
  expect(await button.getAttribute('aria-pressed')).toBe('true');
  expect(await page.getByText('killed', { exact: true }).count()).toBe(names().length);
});

test('a fault can be told how long it is to last', async () => {
  const page = await open();
  await page.getByLabel('A fault lasts').selectOption('10 seconds');
  await page.getByRole('button', { name: 'Break: The broker is killed, in all lanes that can' }).click();
  await expect.poll(() => feed.lab.done.at(-1)).toMatchObject({ do: 'inject', fault: 'broker-kill', seconds: 10 });
});

test('what is chosen of a fault is what it is injected with, and stands beside its name', async () => {
  const page = await open();
  await page.getByRole('button', { name: 'A slow network', exact: true }).click();
  await page.getByLabel('Delay, each way, ms').fill('300');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Break: A slow network, in all lanes that can' }).click();
  await expect.poll(() => feed.lab.done.at(-1)).toMatchObject({ fault: 'network:latency', values: { delayMs: 300 } });
  await page.getByText('(300 ms)').first().waitFor();
});

test('work and its slow share are set with the keyboard, and Escape closes their menu', async () => {
  const page = await open();
  const menu = page.locator('details.menu');
  await menu.locator('summary').press('Enter');
  await page.getByLabel('It takes, in ms').fill('20');
  await page.keyboard.press('Enter');
  await menu.getByText('work 20 ms').waitFor();
  await page.getByLabel('Slow orders, in percent').fill('10');
  await page.keyboard.press('Enter');
  const work = { usualMs: 20, slowShare: 0.1, slowMs: 2000 };
  await expect.poll(() => feed.lab.done.at(-1)).toEqual({ do: 'work', work });
  await page.keyboard.press('Escape');
  await page.getByLabel('It takes, in ms').waitFor({ state: 'hidden' });
});

test('a fault that a lane cannot suffer says why', async () => {
  const page = await open();
  await page.getByRole('button', { name: 'The broker is killed', exact: true }).click();
  await page.getByText('not applicable: there is no broker').first().waitFor();
});

test('the judge is red with the ids of the orders, which open their story', async () => {
  const page = await open();
  const [lane] = feed.lab.lanes;
  if (!lane) throw new Error('no lane');
  const check = {
    check: 'duplicate-order',
    rule: 'one effect',
    outcome: 'violated' as const,
    because: 'twice',
    findings: 1,
    offending: ['0198-doubled-order'],
  };
  lane.judges = { ...lane.judgement(), outcome: 'violated', doubled: 1, checks: [check] };
  const line = page.locator('.judge-violated');
  await line.getByText('Violated').waitFor();
  await line.getByTitle('0198-doubled-order').click();
  await page.getByRole('dialog').getByText('0198-doubled-order').waitFor();
});

test('the whole of it can be used with the keyboard alone', async () => {
  const page = await open();
  const reach = async (name: string) => {
    for (let n = 0; n < 80; n++) {
      await page.keyboard.press('Tab');
      const focused = page.locator(':focus');
      const at = (await focused.getAttribute('aria-label')) ?? (await focused.textContent());
      if (at?.includes(name)) return;
    }
    throw new Error(`${name} was not reached with the Tab key`);
  };
  await reach('Orders per second');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('250', { delay: 250 }); // what is typed stays, whatever is drawn meanwhile
  await page.keyboard.press('Enter');
  await expect.poll(() => feed.lab.perSecond).toBe(250);
  await reach('Break');
  await page.keyboard.press('ArrowRight');
  await page.getByLabel('Customer').waitFor();
  await reach('Place in all lanes');
  await page.keyboard.press('Enter');
  await page.getByText('finished').first().waitFor();
});

test('a reload keeps the picture', async () => {
  feed.lab.past(60, { 0: () => feed.lab.carryOut({ do: 'rate', perSecond: 70 }) });
  const page = await open();
  await page.getByText('70/s').first().waitFor();
  await page.reload();
  await page.getByText('70/s').first().waitFor();
  expect(await page.getByLabel('Orders per second in every lane').inputValue()).toBe('70');
});

test('two pages that look at the same lab agree', async () => {
  const [one, other] = [await open(), await open('dark')];
  await one.getByLabel('Orders per second in every lane').fill('120');
  await one.keyboard.press('Enter');
  await expect.poll(() => other.getByLabel('Orders per second in every lane').inputValue()).toBe('120');
});

test('without the token of this lab the page says what to open', async () => {
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(new URL(feed.url).origin);
  await page.getByText('only from the address that the terminal shows').waitFor();
  await context.close();
});

test('a recording is played without a lab, with nothing to press that would do nothing', async () => {
  const hello = feed.lab.greet('fresh');
  const lines = [2000, 4000].map((ms, n) => ({
    id: `told.${n}`,
    event: { kind: 'notice', atMs: hello.atMs + ms, lane: null, text: `it was ${n}` },
  }));
  const recording = [{ recording: 1, hello }, ...lines].map((line) => JSON.stringify(line)).join('\n');
  const replay = await startFeed({ recording });
  const one = await openPage(browser, replay.url);
  opened.push(one);
  await one.page.getByText('a recording').waitFor();
  await one.page.getByText('it was 1').waitFor();
  await one.page.getByRole('button', { name: 'Play' }).waitFor();
  expect(await one.page.getByRole('tab').allTextContents()).toEqual(['Log']);
  await replay.close();
});

test('the report of a run is a page of text', async () => {
  const page = await open();
  await page.getByRole('tab', { name: 'Runs' }).click();
  await page.getByRole('button', { name: '20261128-093654-1' }).click();
  await page.getByRole('dialog').getByRole('cell').first().waitFor();
});

test('what the lab refuses is said', async () => {
  const page = await open();
  feed.lab.refuses = 'This lane is on its way down.';
  await page.getByRole('button', { name: /^Burst/ }).click();
  await page.getByText('This lane is on its way down.').waitFor();
  opened = opened.map((one) => ({ ...one, complaints: one.complaints.filter((said) => !said.includes('409')) })); // the browser tells of every answer of this kind
});

test('at 300 orders a second in every lane a frame costs the page less than a thirtieth of a second', async () => {
  feed.lab.carryOut({ do: 'rate', perSecond: 300 });
  const page = await open();
  await page.getByText('finished').first().waitFor();
  // By the CPU time of its thread: how often it comes to draw is a matter of who else uses the machine.
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const usedSeconds = async () =>
    (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ??
    Number.NaN;
  const before = await usedSeconds();
  await page.evaluate(`new Promise((resolve) => {
    let frames = 0;
    const count = () => (++frames < ${FRAMES} ? requestAnimationFrame(count) : resolve());
    requestAnimationFrame(count);
  })`);
  expect(((await usedSeconds()) - before) / FRAMES).toBeLessThan(1 / 30);
});
