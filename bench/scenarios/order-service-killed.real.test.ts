import { describe, expect, test } from 'vitest';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold, noteFault } from './judged.ts';
import { allModes, useLab } from './with-lab.ts';

describe.each(allModes)('an order service that is killed with orders half done, in $name', (mode) => {
  const testLab = useLab(mode);

  test('resumes them when it is back: each is confirmed and told once', async () => {
    const { shop, lab } = testLab();
    lab.service('inventory').signal('SIGSTOP');
    const keys = Array.from({ length: 10 }, () => shop.nextKey());
    const placing = keys.map((key) => shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }], key).catch(() => null));
    await until('ten orders are stored', async () => (await shop.orders()).length === keys.length);
    const pending = (await shop.orders()).filter(({ status }) => status === 'pending');
    expect(pending).toHaveLength(keys.length);

    const killed = await lab.service('orders').kill();
    const replies = await Promise.all(placing);
    lab.service('orders').start();
    lab.service('inventory').signal('SIGCONT');
    await lab.ready();

    // REST clients lost their connection, the others had their answer before.
    expect(replies.filter((reply) => reply?.status === 202)).toHaveLength(mode.answer === 'outcome' ? 0 : 10);
    for (const { orderId } of pending) {
      expect((await shop.finished(orderId)).status).toBe('confirmed');
      expect(await shop.told(orderId)).toHaveLength(1);
    }
    noteFault(testLab(), 'kill-order', `pid ${killed} was killed`);
    const again = await shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }], keys[0]);
    expect(again.status).toBe(mode.answer === 'outcome' ? 201 : 202); // the same key learns what became of it
    await expectAllChecksToHold(testLab(), 'kill-order');
  });
});
