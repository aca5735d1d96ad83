import axe from 'axe-core';
import { expect, test } from 'vitest';
import { catalogue } from '../../../../common/store/catalogue.ts';
import { startFeed } from '../testing/feed.ts';
import { useToldPages } from '../testing/told-pages.ts';

const told = useToldPages();
const names = () => told.lab.lanes.map(({ lane }) => lane.lane);
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
  const page = await told.open(theme);
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
  told.lab.carryOut({ do: 'rate', perSecond: 1000 });
  const page = await told.open();
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
  const page = await told.open();
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
  const page = await told.open();
  await page.getByRole('button', { name: 'Break: The inventory service is killed, in all lanes that can' }).click();
  const button = page.getByRole('button', { name: /^Heal: The inventory service is killed, REST/ });
  await button.waitFor();
  expect(await button.getAttribute('aria-pressed')).toBe('false');
  await page.getByText('injected, not proved yet').first().waitFor();
  told.lab.prove('kill-inventory', 'its process ended by SIGKILL');
  await page.getByText('proved: its process ended by SIGKILL').first().waitFor();
  expect(await button.getAttribute('aria-pressed')).toBe('true');
  expect(await page.getByText('killed', { exact: true }).count()).toBe(names().length);
});

test('a fault can be told how long it is to last', async () => {
  const page = await told.open();
  await page.getByLabel('A fault lasts').selectOption('10 seconds');
  await page.getByRole('button', { name: 'Break: The broker is killed, in all lanes that can' }).click();
  await expect.poll(() => told.lab.done.at(-1)).toMatchObject({ do: 'inject', fault: 'broker-kill', seconds: 10 });
});

test('what is chosen of a fault is what it is injected with, and stands beside its name', async () => {
  const page = await told.open();
  await page.getByRole('button', { name: 'A slow network', exact: true }).click();
  await page.getByLabel('Delay, each way, ms').fill('300');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Break: A slow network, in all lanes that can' }).click();
  await expect.poll(() => told.lab.done.at(-1)).toMatchObject({ fault: 'network:latency', values: { delayMs: 300 } });
  await page.getByText('(300 ms)').first().waitFor();
});

test('a burst and what orders are like are asked for as they are chosen', async () => {
  const page = await told.open();
  const menu = page.locator('details.menu');
  await menu.locator('summary').click();
  await page.getByLabel('Hot item').selectOption({ index: 1 });
  await menu.getByText('Orders: changed').waitFor();
  await page.getByLabel('Lines with an unknown item').fill('20');
  await page.keyboard.press('Enter');
  const mix = { mostLines: 3, hotSku: catalogue[0]?.sku, unknownSkuShare: 0.2 };
  await expect.poll(() => told.lab.done.at(-1)).toEqual({ do: 'mix', mix });
  await page.getByRole('button', { name: 'Burst' }).click();
  await expect.poll(() => told.lab.done.at(-1)).toEqual({ do: 'burst', times: 5, seconds: 5 });
});

test('the log can be cut down to one order, from its story', async () => {
  const page = await told.open();
  await page.getByRole('tab', { name: 'Order' }).click();
  for (let placed = 0; placed < 2; placed++) await page.getByRole('button', { name: 'Place in all lanes' }).click();
  const order = page.locator('.placed').first().getByRole('button').first();
  const orderId = (await order.getAttribute('title')) ?? '';
  await order.click();
  await page.getByRole('button', { name: 'Show it in the log' }).click();
  const ids = () =>
    page.evaluate<string[]>("[...document.querySelectorAll('.log li button')].map(({ title }) => title)");
  const ofOne = await ids();
  expect([...new Set(ofOne)]).toEqual([orderId]);
  await page.getByLabel('Only this order or message').fill('');
  await expect.poll(async () => new Set(await ids()).size).toBe(2 * names().length);
  await page.getByLabel('Only this lane').selectOption({ index: 1 });
  await expect.poll(async () => new Set(await ids()).size).toBe(2);
});

test('a dot that waits can be picked, and tells its story', async () => {
  told.lab.carryOut({ do: 'rate', perSecond: 40 });
  told.lab.carryOut({ do: 'inject', lanes: names(), fault: 'kill-inventory' });
  const page = await told.open();
  const slot = page.locator('.slot.has-waiting').first();
  const { x, y, width, height } = (await slot.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await expect
    .poll(async () => {
      await page.mouse.click(x + width * 0.38, y + height * 0.84); // where they stand side by side
      return page.getByRole('dialog').count();
    })
    .toBe(1);
  await page.getByRole('dialog').getByText('order-service').waitFor();
});

test('a fault that a lane cannot suffer says why', async () => {
  const page = await told.open();
  await page.getByRole('button', { name: 'The broker is killed', exact: true }).click();
  await page.getByText('not applicable: there is no broker').first().waitFor();
});

test('the judge is red with the ids of the orders, which open their story', async () => {
  const page = await told.open();
  const [lane] = told.lab.lanes;
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

test('a reload keeps the picture', async () => {
  told.lab.past(60, { 0: () => told.lab.carryOut({ do: 'rate', perSecond: 70 }) });
  const page = await told.open();
  await page.getByText('70/s').first().waitFor();
  await page.reload();
  await page.getByText('70/s').first().waitFor();
  expect(await page.getByLabel('Orders per second in every lane').inputValue()).toBe('70');
});

test('two pages that look at the same lab agree', async () => {
  const [one, other] = [await told.open(), await told.open('dark')];
  await one.getByLabel('Orders per second in every lane').fill('120');
  await one.keyboard.press('Enter');
  await expect.poll(() => other.getByLabel('Orders per second in every lane').inputValue()).toBe('120');
});

test('without the token of this lab the page says what to open', async () => {
  const context = await told.browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(new URL(told.url).origin);
  await page.getByText('only from the address that the terminal shows').waitFor();
  await context.close();
});

test('a recording is played without a lab, with nothing to press that would do nothing', async () => {
  const hello = told.lab.greet('fresh');
  const lines = [2000, 4000].map((ms, n) => ({
    id: `told.${n}`,
    event: { kind: 'notice', atMs: hello.atMs + ms, lane: null, text: `it was ${n}` },
  }));
  const recording = [{ recording: 1, hello }, ...lines].map((line) => JSON.stringify(line)).join('\n');
  const replay = await startFeed({ recording });
  const page = await told.open('light', replay.url);
  await page.getByText('a recording').waitFor();
  await page.getByText('it was 1').waitFor();
  await page.getByRole('button', { name: 'Play' }).waitFor();
  expect(await page.getByRole('tab').allTextContents()).toEqual(['Log']);
  await replay.close();
});

test('the report of a run is a page of text', async () => {
  const page = await told.open();
  await page.getByRole('tab', { name: 'Runs' }).click();
  await page.locator('.runs .link').first().click();
  await page.getByRole('dialog').getByRole('cell').first().waitFor();
});

test('two runs that are ticked are compared', async () => {
  const page = await told.open();
  await page.getByRole('tab', { name: 'Runs' }).click();
  const links = page.locator('.runs .link');
  await links.nth(1).waitFor();
  const runs = (await links.allTextContents()).slice(0, 2);
  for (const run of runs) await page.getByLabel(`Compare ${run}`).check();
  await page.getByRole('button', { name: 'Compare the two' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('cell').first().waitFor();
  for (const run of runs) expect(await dialog.getByText(run).count(), run).toBeGreaterThan(1); // in the title, and beside its figures
});

test('what the lab refuses is said', async () => {
  const page = await told.open();
  told.mayComplain(/409/);
  told.lab.refuses = 'This lane is on its way down.';
  await page.getByRole('button', { name: /^Burst/ }).click();
  await page.getByText('This lane is on its way down.').waitFor();
});

test('at 300 orders a second in every lane a frame costs the page less than a thirtieth of a second', async () => {
  told.lab.carryOut({ do: 'rate', perSecond: 300 });
  const page = await told.open();
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
