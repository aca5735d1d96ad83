import { describe, expect, test } from 'vitest';
import type { Order } from '../../common/contracts/orders.ts';
import { type Reply, request } from '../lab/request.ts';
import { allModes, useLab } from './with-lab.ts';

const CROWD = 300;
const items = [{ sku: 'TEA-ASSAM', quantity: 1 }];
const accepted = ({ status }: Reply<Order>) => status === 201 || status === 202;

describe.each(allModes)('orders that come all at once, in $name', (mode) => {
  const strict = useLab(mode, { settings: { LAB_MAX_LATE_MS: '1' } });
  const patient = useLab(mode, { settings: { LAB_MAX_LATE_MS: '600000' } });

  test('are refused in part, in time and with Retry-After; each that was accepted is finished', async () => {
    const { lab, shop } = strict();
    const crowd = Array.from({ length: CROWD }, () => shop.place(items));
    const ready = request(`${lab.urls['orders']}/ready`);
    const replies = await Promise.all(crowd);
    expect((await ready).status).toBe(200);
    const refused = replies.filter((reply) => !accepted(reply));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(CROWD);
    expect(new Set(refused.map(({ status, headers }) => `${status} ${headers.get('retry-after')}`))).toEqual(
      new Set(['429 1']),
    );
    for (const { json } of replies.filter(accepted)) {
      expect((await shop.finished(json.orderId)).status).toBe('confirmed');
    }
    expect(await shop.orders()).toHaveLength(CROWD - refused.length);
  });

  test('are all taken when nothing may be too late: then they wait instead', async () => {
    const { shop } = patient();
    const replies = await Promise.all(Array.from({ length: CROWD }, () => shop.place(items)));
    expect(replies.filter(accepted)).toHaveLength(CROWD);
    for (const { json } of replies) expect((await shop.finished(json.orderId)).status).toBe('confirmed');
  });
});
