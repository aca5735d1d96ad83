import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold, noteFault } from './judged.ts';
import { modesNamed, useLab } from './with-lab.ts';

// A queue or a log delivers the order again; only a caller has to find out what became of a call of its earlier life.
describe.each(modesNamed('sync-rest'))('a reserve that an earlier life of the order service made, in $name', (mode) => {
  const testLab = useLab(mode);

  test('is released when the next life resumes it in vain: a ghost reservation otherwise', async () => {
    const { shop, lab } = testLab();
    const [orders, inventory] = [lab.service('orders'), lab.service('inventory')];
    const key = shop.nextKey();
    const movements = async () => (await shop.movementsOf(orderId)).map(({ kind }) => kind);

    // The call waits in front of inventory when its caller dies; nobody will ever read its answer.
    inventory.signal('SIGSTOP');
    const answer = shop.place([{ sku: 'TEA-ASSAM', quantity: 2 }], key).catch(() => null);
    const { orderId } = await until('the order is stored', async () => (await shop.orders())[0]);
    await until('its call is in the socket of inventory', async () => unread(lab.urls['inventory'] ?? '') > 0);
    await orders.kill();
    await answer;
    inventory.signal('SIGCONT');
    await until('inventory has reserved', async () => (await movements()).join() === 'reserve');

    await inventory.kill();
    orders.start();
    const failed = await until('the next life has given up', async () => {
      const order = await shop.order(orderId);
      return order.status !== 'pending' && order;
    });
    expect(failed).toMatchObject({ status: 'failed', reason: 'inventory-unavailable' });
    inventory.start();
    await until('the reserve is released', async () => (await movements()).join() === 'reserve,release');

    expect((await shop.finished((await shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }])).json.orderId)).status).toBe(
      'confirmed',
    );
    noteFault(testLab(), 'kill-order', 'it was killed while its call waited');
    noteFault(testLab(), 'kill-inventory', 'it was killed after it had reserved');
    await expectAllChecksToHold(testLab(), 'kill-order+kill-inventory');
  });
});

/** Bytes that arrived for a server and that it has not read, as the kernel tells (proc_net(5): the receive queue). */
function unread(url: string): number {
  const port = Number(new URL(url).port).toString(16).toUpperCase().padStart(4, '0');
  const sockets = readFileSync('/proc/net/tcp', 'latin1').trimEnd().split('\n').slice(1);
  return sockets
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${port}`) && state === '01')
    .reduce((sum, [, , , , queues]) => sum + Number.parseInt(queues?.split(':')[1] ?? '0', 16), 0);
}
