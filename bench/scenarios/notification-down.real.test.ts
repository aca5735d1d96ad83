import { describe, expect, test } from 'vitest';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold, noteFault } from './judged.ts';
import { allModes, useLab } from './with-lab.ts';

describe.each(allModes)('an order while the notification service is down, in $name', (mode) => {
  const testLab = useLab(mode);

  test('is confirmed, and its customer is told later, also when the order service restarts in between', async () => {
    const { shop, lab } = testLab();
    const killed = await lab.service('notifications').kill();
    const reply = await shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }]);
    expect(reply.status).toBe(mode.answer === 'outcome' ? 201 : 202);
    const { orderId } = reply.json;
    expect((await shop.finished(orderId)).status).toBe('confirmed');

    await lab.service('orders').kill();
    lab.service('orders').start();
    await until('the order service is back', async () => (await shop.order(orderId)).status === 'confirmed');
    lab.service('notifications').start();
    await lab.ready();

    expect(await shop.told(orderId)).toMatchObject([{ orderId, kind: 'order-confirmed' }]);
    noteFault(testLab(), 'kill-notification', `pid ${killed} was killed`);
    await expectAllChecksToHold(testLab(), 'kill-notification');
  });
});
