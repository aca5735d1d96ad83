import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Broker } from '../brokers/broker.ts';
import { brokerKill } from '../faults/broker-kill.ts';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold, noteFault } from './judged.ts';
import { underLoad } from './under-load.ts';
import { eventModes, useLab } from './with-lab.ts';

const STOP_WITHIN_MS = 10_000;

describe.each(eventModes)('a broker that is killed and comes back, in $name', (mode) => {
  const testLab = useLab(mode, { ownBroker: true });

  test('loses no order, and all are accepted meanwhile', async () => {
    const { lab, broker, shop, guard } = testLab();
    const fault = brokerKill.create({ lab, broker, proxy: null, recorder: shop.recorder, guard });
    const load = { ratePerSecond: 60, seconds: 9, seed: 5 };
    const { result, operations } = await underLoad(testLab(), load, async () => {
      await setTimeout(3000);
      await fault.inject();
      await setTimeout(1000);
      await fault.heal();
      const pid = broker?.pid();
      await fault.heal(); // whoever gave up waiting for the services asks again
      expect(broker?.pid()).toBe(pid);
    });

    noteFault(testLab(), 'broker-kill', await fault.witness());
    expect(result.counts.accepted).toBe(result.counts.sent);
    const { orders } = await expectAllChecksToHold(testLab(), 'broker-kill', operations);
    expect(orders).toHaveLength(result.counts.sent);
  });

  test('leaves the order service ready, which accepts without it and says what waits', async () => {
    const { lab, broker, shop } = testLab();
    await broker?.kill();
    const ask = async (role: 'orders' | 'inventory') => {
      const answer = await fetch(`${lab.urls[role]}/ready`);
      return { code: answer.status, ...((await answer.json()) as { status: string; reason?: string }) };
    };
    await until('inventory is not ready', async () => (await ask('inventory')).code === 503);
    await until('the order service says why its events wait', async () => (await ask('orders')).reason);
    expect((await ask('orders')).code).toBe(200);
    expect((await shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }])).status).toBe(202);
    await broker?.restart();
    await lab.ready();
    expect(await ask('orders')).toEqual({ code: 200, status: 'ready' });
  });

  const signal = (broker: Broker, name: 'SIGSTOP' | 'SIGCONT') => process.kill(broker.pid() as number, name);
  const ways = [
    { how: 'away', go: (one: Broker) => one.kill(), back: (one: Broker) => one.restart() },
    { how: 'silent', go: (one: Broker) => signal(one, 'SIGSTOP'), back: (one: Broker) => signal(one, 'SIGCONT') },
  ];

  test.each(ways)(
    '$how, it keeps no service from stopping in order: exit code 0 within 10 s, its events handed over afterwards',
    async ({ go, back }) => {
      const { lab, said, shop, broker } = testLab();
      await go(broker as Broker);
      said.length = 0;
      const { status, json } = await shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }]);
      expect(status).toBe(202);
      for (const { role } of mode.services) lab.service(role).signal('SIGTERM');
      await until('all have ended', () => said.length === mode.services.length, STOP_WITHIN_MS);
      expect(said.filter((line) => !line.includes('ended (exit code 0)'))).toEqual([]);
      await back(broker as Broker);
      await lab.ready();
      expect((await shop.finished(json.orderId)).status).toBe('confirmed');
      expect(await shop.told(json.orderId)).toHaveLength(1);
    },
  );
});
