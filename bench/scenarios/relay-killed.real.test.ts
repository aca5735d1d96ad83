import { describe, expect, test } from 'vitest';
import type { Order } from '../../common/contracts/orders.ts';
import { readGauge } from '../../common/observe/metrics-reader.ts';
import { instancesOf } from '../lab/instances.ts';
import type { Reply } from '../lab/request.ts';
import { expectAllChecksToHold, noteFault } from './judged.ts';
import { eventModes, useLab } from './with-lab.ts';

const ORDERS = 40;

describe.each(eventModes)('two order services with one store, in $name', (mode) => {
  const testLab = useLab(mode, { ownBroker: true, instances: { orders: 2 } });

  test('publish each event once; of one that is killed with events not handed over the other publishes them', async () => {
    const { broker, lab, shop } = testLab();
    const [one, other] = instancesOf(lab, 'orders');
    if (!one || !other) throw new Error('expected two');
    /** In turn at each of them, as a balancer would. */
    const placeMany = async () => {
      const replies: Reply<Order>[] = [];
      for (let n = 0; n < ORDERS; n++)
        replies.push(await shop.place(items, undefined, undefined, (n % 2 === 0 ? one : other).url));
      return replies.map(({ status, json }) => ({ status, orderId: json.orderId }));
    };
    for (const { orderId } of await placeMany()) await shop.finished(orderId);
    const published = await Promise.all([one, other].map(({ url }) => readGauge(url, 'messages_published_total')));
    expect(published).toEqual([ORDERS / 2, ORDERS / 2]);

    await lab.operator.parked(); // so that the operator is connected before the broker is gone
    await broker?.kill();
    const left = await placeMany();
    expect(left.every(({ status }) => status === 202)).toBe(true);
    await other.service.kill();
    await broker?.restart();
    for (const { orderId } of left) expect((await shop.finished(orderId)).status).toBe('confirmed');
    expect(await readGauge(one.url, 'messages_published_total')).toBe(ORDERS / 2 + ORDERS);
    noteFault(testLab(), 'kill-order', 'the second order service ended by SIGKILL');
    await other.service.start();
    await expectAllChecksToHold(testLab(), 'kill-order');
  });
});

const items = [{ sku: 'TEA-ASSAM', quantity: 1 }];
