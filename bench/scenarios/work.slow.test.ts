import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { warehousePolicy } from '../../common/service/warehouse.ts';
import { holdWriteLock } from '../faults/database-locked.ts';
import { until } from '../lab/until.ts';
import { readBooks, tellFaults } from '../lab/warehouse/warehouse.ts';
import type { Operation } from '../record/history.ts';
import { expectAllChecksToHold, noteFault } from './judged.ts';
import { underLoad } from './under-load.ts';
import { allModes, type TestLab, useLab } from './with-lab.ts';

const AT_ONCE = 8;
/** So long that the machine is not what limits it. */
const WORK_MS = 200;
const MOST_PER_SECOND = (1000 * AT_ONCE) / WORK_MS;
const items = [{ sku: 'TEA-ASSAM', quantity: 1 }];

const urlOf = ({ lab }: TestLab) => lab.urls['warehouse'] as string;
const picksOf = async (testLab: TestLab) => Object.values((await readBooks(urlOf(testLab))).orders);
const effectsIn = async (testLab: TestLab) => (await picksOf(testLab)).reduce((sum, { effects }) => sum + effects, 0);

describe.each(allModes)('inventory that asks a warehouse about each order, eight at once, in $name', (mode) => {
  const placed: Operation[] = [];
  const testLab = useLab(mode, { work: `${WORK_MS}ms`, settings: { LAB_CONCURRENCY: String(AT_ONCE) } });

  test('does as many as eight at once can, and has each done once', async () => {
    let rate = 0;
    const load = { ratePerSecond: 1.15 * MOST_PER_SECOND, seconds: 8, seed: 3 };
    const { operations } = await underLoad(testLab(), load, async () => {
      await until('there is more to do than can be done', async () => (await effectsIn(testLab())) > 2 * AT_ONCE);
      const [before, beganMs] = [await effectsIn(testLab()), performance.now()];
      await setTimeout(5000);
      rate = ((await effectsIn(testLab())) - before) / ((performance.now() - beganMs) / 1000);
    });
    expect(rate).toBeGreaterThan(0.5 * MOST_PER_SECOND); // on a machine that is busy with other things, too
    expect(rate).toBeLessThan(1.1 * MOST_PER_SECOND);
    placed.push(...operations);
    await expectAllChecksToHold(testLab(), 'none', placed);
    const wrong = (await picksOf(testLab())).filter(
      ({ calls, effects }) => (mode.answer === 'outcome' ? effects > 1 : calls !== 1 || effects !== 1), // whoever waits for an answer calls again
    );
    expect(wrong).toEqual([]);
    expect((await readBooks(urlOf(testLab()))).mostAtOnce).toBe(AT_ONCE);
  });

  test('loses and doubles nothing when it is killed in the middle of its work, there and at the warehouse', async () => {
    const before = testLab().said.length;
    const load = { ratePerSecond: 0.8 * MOST_PER_SECOND, seconds: 8, seed: 4 };
    const { operations } = await underLoad(testLab(), load, async () => {
      for (const _ of ['first', 'second']) {
        await setTimeout(2500);
        const { pid } = testLab().lab.service('inventory');
        if (pid !== null) process.kill(pid, 'SIGKILL');
      }
    });
    const deaths = testLab()
      .said.slice(before)
      .filter((line) => line.includes('ended (SIGKILL)'));
    expect(deaths.length).toBeGreaterThan(0);
    placed.push(...operations);
    noteFault(testLab(), 'kill-at-work', `inventory ended by SIGKILL ${deaths.length} times`);
    const { warehouse } = await expectAllChecksToHold(testLab(), 'kill-at-work', placed);
    const twice = (warehouse ?? []).filter(({ calls }) => calls > 1);
    if (mode.medium.kind !== 'calls') expect(twice.length).toBeGreaterThan(0); // it was in the middle of them
  });

  test('says so when the warehouse is silent, and goes on when it is back', async () => {
    const { lab, shop } = testLab();
    await tellFaults(urlOf(testLab()), { silent: true });
    const { status, json } = await shop.place(items);
    if (mode.answer === 'outcome') {
      expect(status).toBe(504);
      const [order] = (await shop.orders()).filter((one) => one.status === 'failed'); // the newest first
      expect(order?.reason).toBe('inventory-timeout');
      await tellFaults(urlOf(testLab()), {});
      expect((await shop.place(items)).status).toBe(201);
    } else {
      const [parked] = await until('the order is set aside', async () => {
        const all = await lab.operator.parked();
        return all.length > 0 ? all : undefined;
      });
      expect(parked?.reason).toContain('The warehouse did not answer in time.');
      await tellFaults(urlOf(testLab()), {});
      await lab.operator.redrive?.();
      expect((await shop.finished(json.orderId)).status).toBe('confirmed');
    }
  });

  test('goes on to ask while its commits wait, for as many orders again as it has hands', async () => {
    const { lab, shop, guard } = testLab();
    const before = await effectsIn(testLab());
    const asked = async () => (await effectsIn(testLab())) - before;
    const letGo = await holdWriteLock(lab.running.dataFolder, 'inventory', guard);
    const orders = Array.from({ length: 4 * AT_ONCE }, () => shop.place(items));
    try {
      const most = mode.answer === 'outcome' ? orders.length : AT_ONCE * warehousePolicy.heldPerHand; // those who wait for an answer are bounded by the door
      await until('the warehouse was asked by more than the hands', async () => (await asked()) >= 2 * AT_ONCE);
      await setTimeout(2 * WORK_MS);
      expect(await asked()).toBeLessThanOrEqual(most);
    } finally {
      await letGo();
    }
    await Promise.all(orders);
    expect((await readBooks(urlOf(testLab()))).mostAtOnce).toBe(AT_ONCE);
  });

  // Whoever waits for an answer has it before the service ends.
  test.skipIf(mode.answer === 'outcome')(
    'gives back what waits for a hand when it is stopped: all is asked once, and nothing set aside',
    async () => {
      const { lab, shop, said } = testLab();
      const told = said.length;
      const parked = (await lab.operator.parked()).length;
      const service = lab.service('inventory');
      const before = service.pid;
      const orders = await Promise.all(Array.from({ length: 4 * AT_ONCE }, () => shop.place(items)));
      const callsOf = async () => {
        const { orders: books } = await readBooks(urlOf(testLab()));
        return orders.map(({ json }) => books[json.orderId]?.calls ?? 0);
      };
      await until('the hands are at work', async () => (await callsOf()).some((calls) => calls > 0));
      service.signal('SIGTERM');
      await until('it is started again', () => service.pid !== null && service.pid !== before);
      expect(said.slice(told).join()).toContain('inventory-service ended (exit code 0)');
      for (const { json } of orders) expect((await shop.finished(json.orderId)).status).toBe('confirmed');
      expect((await lab.operator.parked()).length).toBe(parked);
      expect(await callsOf()).toEqual(orders.map(() => 1));
    },
  );
});
