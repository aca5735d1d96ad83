import { describe, expect, test } from 'vitest';
import { problemIn } from '../lab/request.ts';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold, noteFault } from './judged.ts';
import { modesNamed, type TestLab, useLab } from './with-lab.ts';

const items = [
  { sku: 'TEA-ASSAM', quantity: 2 },
  { sku: 'CUP-LARGE', quantity: 1 },
];

// A queue or a log delivers again, so the outcome of a reserve is never unknown there. With retries the second attempt
// would learn the outcome: they are off here.
describe.each(modesNamed('sync-rest'))('a reserve whose answer never came, in $name', (mode) => {
  const testLab = useLab(mode, { settings: { LAB_WITHOUT: 'retries' } });

  /** An order that is reserved while nobody hears of it; inventory is down afterwards. */
  async function loseTheAnswer({ shop, lab, said }: TestLab): Promise<string> {
    said.length = 0;
    await lab.service('inventory').stop();
    lab.service('inventory').start({ LAB_CRASH_POINT: 'before-reply' });
    await lab.ready();
    const reply = await shop.place(items);
    await until('inventory has died', () => said.some((line) => line.includes('ended (SIGKILL)')));
    const problem = problemIn(reply);
    expect(problem).toMatchObject({ status: 503, type: 'urn:three-mode-lab:problem:dependency-unavailable' });
    return problem.orderId ?? '';
  }

  const released = ({ shop }: TestLab, orderId: string) =>
    until(`order ${orderId} is released`, async () => {
      const movements = await shop.movementsOf(orderId);
      return movements.length >= 4 && movements;
    });

  test('is released: the order failed and the ledger shows both', async () => {
    const orderId = await loseTheAnswer(testLab());
    const movements = await released(testLab(), orderId);
    expect(movements.map(({ kind, sku, quantity }) => `${kind} ${sku} ${quantity}`).toSorted()).toEqual([
      'release CUP-LARGE 1',
      'release TEA-ASSAM 2',
      'reserve CUP-LARGE -1',
      'reserve TEA-ASSAM -2',
    ]);
    expect((await testLab().shop.order(orderId)).status).toBe('failed');
  });

  test('is released also when the order service restarts before inventory is back', async () => {
    const { lab, shop } = testLab();
    const lost = loseTheAnswer(testLab());
    const orderId = await lost;
    await lab.service('inventory').kill(); // and it stays down
    await lab.service('orders').kill();
    lab.service('orders').start();
    await until('the order service is back', async () => (await shop.order(orderId)).status === 'failed');
    lab.service('inventory').start();
    await lab.ready();
    await released(testLab(), orderId);
  });

  test('leaves nothing that a checker would object to', async () => {
    const { shop } = testLab();
    expect((await shop.finished((await shop.place(items)).json.orderId)).status).toBe('confirmed');
    noteFault(testLab(), 'crash-before-reply', 'inventory ended by SIGKILL');
    await expectAllChecksToHold(testLab(), 'crash-before-reply');
  });
});
