import axe from 'axe-core';
import { expect, test } from 'vitest';
import { useToldPages } from '../testing/told-pages.ts';

// Where orders are paid: a lane has one service more, who moves the money above it, and what its ledger says.

const told = useToldPages('choreographed');

interface Violation {
  id: string;
  impact: string;
}

test('every lane shows the payment service, its provider and its money, in the shape that it can carry', async () => {
  told.lab.carryOut({ do: 'rate', perSecond: 20 });
  const page = await told.open();
  const lanes = page.locator('.lane');
  await expect.poll(() => lanes.locator('.money').count()).toBe(told.lab.lanes.length);
  for (const [at, { lane }] of told.lab.lanes.entries()) {
    const row = lanes.nth(at);
    await row.getByText(`orders are paid, ${lane.payment}`).waitFor();
    await row.locator('.node.provider').getByText('ready').waitFor();
    await row.locator('.node.service').getByText('Payments').waitFor();
    const words = await row.locator('.money').innerText();
    for (const figure of ['captured', 'given back', 'declined', 'kept']) expect(words).toContain(figure);
  }
  expect(told.lab.lanes.map(({ lane }) => lane.payment)).toEqual(['orchestrated', 'choreographed', 'choreographed']);
});

test.each(['light', 'dark'] as const)(
  'axe-core finds nothing serious, %s, and nothing is wider than the screen',
  async (theme) => {
    const page = await told.open(theme);
    await page.locator('.money').first().waitFor();
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<{ violations: Violation[] }>('axe.run(document)');
    expect(violations.filter(({ impact }) => /serious|critical/.test(impact)).map(({ id }) => id)).toEqual([]);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(1280);
    await page.getByText('card declined').waitFor();
  },
);

test('its faults stand together, and are pressed and proved with the keyboard', async () => {
  const page = await told.open();
  const payment = page.locator('details').filter({ has: page.getByText('Payment faults', { exact: true }) });
  const lost = payment.getByRole('button', { name: 'Break: Answers of the payment provider are lost' }).first();
  await lost.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const lane = told.lab.lanes[1]?.lane.lane ?? '';
  await expect.poll(() => told.lab.done.at(-1)).toMatchObject({ do: 'inject', fault: 'provider-lost', lanes: [lane] });
  told.lab.prove('provider-lost', 'the provider counted: 3 answers lost after the money moved');
  await payment.getByText('3 answers lost').waitFor();
});

test('the story of an order tells what became of its payment', async () => {
  const page = await told.open();
  await page.getByRole('tab', { name: 'Order' }).click();
  await page.getByRole('button', { name: 'Place in all lanes' }).click();
  await page.locator('.placed .link, .placed button').first().click();
  await page.getByRole('dialog').getByText('its payment').waitFor();
  await page.getByRole('dialog').getByText('captured').waitFor();
});
