import { describe, expect, test } from 'vitest';
import { until } from '../lab/until.ts';
import { eventModes, useLab } from './with-lab.ts';

const MOST = 5;
const items = [{ sku: 'TEA-ASSAM', quantity: 1 }];

describe.each(eventModes)('orders that cannot be handed over, in $name', (mode) => {
  const testLab = useLab(mode, { ownBroker: true, settings: { LAB_MAX_OUTBOX: String(MOST) } });

  test('are accepted up to the bound and then refused with 429; each that was accepted is finished', async () => {
    const { broker, lab, shop } = testLab();
    await lab.operator.parked(); // so that the operator is connected before the broker is gone
    await broker?.kill();
    const replies = [];
    for (let n = 0; n < 2 * MOST; n++) replies.push(await shop.place(items));
    expect(replies.map(({ status }) => status)).toEqual([...Array(MOST).fill(202), ...Array(MOST).fill(429)]);
    expect(replies.at(-1)?.headers.get('retry-after')).toBe('1');
    await broker?.restart();
    for (const { json } of replies.slice(0, MOST)) expect((await shop.finished(json.orderId)).status).toBe('confirmed');
    await until('orders are accepted again', async () => (await shop.place(items)).status === 202);
    expect(await shop.orders()).toHaveLength(MOST + 1);
  });
});
