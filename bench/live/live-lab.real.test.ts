import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../lab/until.ts';
import { Command } from '../scenarios/command.ts';
import { runLab } from './page/testing/start-lab.ts';
import { LabClient } from './testing/lab-client.ts';

const lanes = ['sync-rest', 'async-rabbitmq', 'streaming-kafka'];
const [calls = '', ...events] = lanes;
const order = {
  customer: { name: '<img src=x onerror=alert(1)>', email: 'ada@lab.example' },
  items: [{ sku: 'TEA-ASSAM', quantity: 1 }],
};

/** One lab for all tests, which go on where the one before ended: as somebody does at the page. */
let command: Command;
let lab: LabClient;

beforeAll(async () => {
  command = runLab();
  lab = await LabClient.open(command);
});
afterAll(async () => {
  lab.close();
  await command[Symbol.asyncDispose]();
});

test('every event that is sent fits its schema, and the lanes are up', () => {
  expect(lab.hello?.picture?.lanes.map(({ lane, state }) => [lane, state])).toEqual(lanes.map((lane) => [lane, 'up']));
});

test('an order placed in all lanes is answered as a caller sees it, and finishes in each', async () => {
  const { placement } = await lab.command<{ placement: string }>({ do: 'place', lanes, order });
  const of = (lane: string, phase: string) =>
    lab.placed.find((one) => one.placement === placement && one.lane === lane && one.phase === phase);
  await until('it has finished in all lanes', () => lanes.every((lane) => of(lane, 'finished')), 20_000);
  expect(lanes.map((lane) => of(lane, 'answered')?.status)).toEqual([201, 202, 202]);
  for (const lane of lanes) {
    const told = of(lane, 'finished');
    expect(JSON.parse(told?.body ?? '')).toMatchObject({
      status: 'confirmed',
      customer: { name: order.customer.name },
    });
    const story = await lab.read<{ steps: unknown[] }>(`/lanes/${lane}/orders/${told?.orderId}/story`);
    expect(story.steps.length).toBeGreaterThan(4);
    await until(`the log of ${lane} tells of it`, () =>
      lab.said(lane).some(({ orderId }) => orderId === told?.orderId),
    );
  }
});

test('the figures follow the rate within two seconds, and the judge finds nothing wrong', async () => {
  await lab.command({ do: 'rate', perSecond: 20 });
  const fromMs = Date.now() + 2000;
  await until('a second at that rate was told', () => lab.figures.some(({ atMs }) => atMs > fromMs), 10_000);
  const after = lab.figures.filter(({ atMs }) => atMs > fromMs);
  for (const lane of lanes) expect(after.at(0)?.lanes[lane]?.offered, lane).toBeGreaterThan(5);
  await until(
    'all lanes completed some',
    () => lanes.every((lane) => (lab.judged.get(lane)?.finishedOnce ?? 0) > 20),
    20_000,
  );
  for (const lane of lanes) expect(lab.judged.get(lane), lane).toMatchObject({ lost: 0, doubled: 0, ghosts: 0 });
  const raisedMs = Date.now();
  await lab.command({ do: 'rate', perSecond: 80 });
  const told = () =>
    lab.figures.find(({ atMs, lanes: of }) => atMs > raisedMs && lanes.every((lane) => (of[lane]?.offered ?? 0) > 40));
  await until('the new rate was told', told, 10_000); // a second that began before it has a part of it
  expect((told()?.atMs ?? 0) - raisedMs).toBeLessThan(2000);
});

test('a burst is so many times the rate in every lane, and ends by itself', async () => {
  const offered = () => lanes.map((lane) => lab.now(lane)?.offered ?? 0);
  await lab.command({ do: 'rate', perSecond: 20 });
  await until('the rate is low', () => offered().every((rate) => rate < 40), 15_000);
  await lab.command({ do: 'burst', times: 4, seconds: 3 });
  await until('far more are offered', () => offered().every((rate) => rate > 50), 10_000);
  await until('it is over', () => offered().every((rate) => rate < 40), 15_000);
});

test('a hot item is most of what is ordered, and an item that nobody has is turned away', async () => {
  type Products = { products: { sku: string; available: number }[] };
  const hotSku = order.items[0]?.sku ?? '';
  const left = async (lane: string) => {
    const { products } = await lab.read<Products>(`/lanes/${lane}/products`);
    return new Map(products.map(({ sku, available }) => [sku, available]));
  };
  const through = (from: Map<string, number>) => () =>
    lanes.every((lane) => (lab.judged.get(lane)?.finishedOnce ?? 0) > (from.get(lane) ?? 0) + 100);
  const finished = () => new Map(lanes.map((lane) => [lane, lab.judged.get(lane)?.finishedOnce ?? 0]));
  await lab.command({ do: 'mix', mix: { mostLines: 1, hotSku, unknownSkuShare: 0 } });
  await until('orders of before are through', through(finished()), 30_000);
  const before = await Promise.all(lanes.map(left));
  await until('there are orders of this kind', through(finished()), 30_000);
  for (const [at, after] of (await Promise.all(lanes.map(left))).entries()) {
    const sold = (sku: string) => (before[at]?.get(sku) ?? 0) - (after.get(sku) ?? 0);
    const all = [...after.keys()].reduce((sum, sku) => sum + sold(sku), 0);
    expect(sold(hotSku) / all, lanes[at]).toBeGreaterThan(0.5);
  }
  await lab.command({ do: 'mix', mix: { mostLines: 1, hotSku: null, unknownSkuShare: 1 } });
  await until('orders of before are through', through(finished()), 30_000);
  for (const lane of lanes) {
    const { orders } = await lab.read<{ orders: { status: string; reason?: string }[] }>(
      `/lanes/${lane}/orders?limit=20`,
    );
    const ended = orders.filter(({ status }) => status !== 'pending');
    expect(new Set(ended.map(({ reason }) => reason)), lane).toEqual(new Set(['unknown-sku']));
  }
  await lab.command({ do: 'mix', mix: { mostLines: 3, hotSku: null, unknownSkuShare: 0 } });
});

test('inventory is killed in all lanes: callers are refused where it is called, and the others queue and drain', async () => {
  await lab.command({ do: 'inject', lanes, fault: 'kill-inventory' });
  const phase = (lane: string) => lab.lane(lane)?.faults.at(-1)?.phase;
  await until('it is witnessed in every lane', () => lanes.every((lane) => phase(lane) === 'witnessed'), 10_000);
  const state = (lane: string) => lab.lane(lane)?.services.find(({ role }) => role === 'inventory')?.state;
  expect(lanes.map(state)).toEqual(['killed', 'killed', 'killed']);
  await until('calls fail', () => (lab.now(calls)?.failed ?? 0) > 0, 15_000);
  await until('the others queue', () => events.every((lane) => (lab.now(lane)?.backlog ?? 0) > 20), 20_000);
  for (const lane of events) expect(lab.now(lane)?.failed, lane).toBe(0);
  expect(lab.judged.get(calls)?.outcome).toBe('unknown');
  await expect(lab.command({ do: 'inject', lanes: [calls], fault: 'kill-inventory' })).rejects.toThrow(/409/);
  await lab.command({ do: 'heal', lanes, fault: 'kill-inventory' });
  await until('it is healed', () => lanes.every((lane) => phase(lane) === 'healed'), 30_000);
  expect(lab.lane(calls)?.faults.at(-1)?.evidence).toMatch(/^pid \d+ killed, then \d+$/);
  await lab.command({ do: 'rate', perSecond: 0 });
  const drained = () =>
    lanes.every((lane) => lab.judged.get(lane)?.underWay === 0 && lab.judged.get(lane)?.outcome === 'holds');
  await until('everything is through', drained, 60_000);
});

test('a fault of so many seconds heals by itself, and its proof stays', async () => {
  await lab.command({ do: 'rate', perSecond: 10 });
  await lab.command({ do: 'inject', lanes: [calls], fault: 'network:latency', seconds: 2 });
  const last = () => lab.lane(calls)?.faults.at(-1);
  await until('it is healed', () => last()?.name === 'network:latency' && last()?.phase === 'healed', 20_000);
  expect(last()?.evidence).toMatch(/proxy orders → inventory: \d+ pieces/);
  await lab.command({ do: 'rate', perSecond: 0 });
});

test('what a lane cannot suffer is refused with its reason', async () => {
  await expect(lab.command({ do: 'inject', lanes: [calls], fault: 'broker-kill' })).rejects.toThrow(
    /there is no broker/,
  );
  await expect(lab.command({ do: 'redrive', lane: calls })).rejects.toThrow(/409/);
});

test('the judge goes red where the inbox is off and an order is delivered twice', async () => {
  const [lane = ''] = events;
  await lab.command({ do: 'protect', lanes: [lane], protection: 'inbox', on: false });
  const isOff = () =>
    lab.lane(lane)?.state === 'up' && lab.lane(lane)?.protections.some(({ name, on }) => name === 'inbox' && !on);
  await until('its services are back', isOff, 60_000);
  await lab.command({ do: 'redeliver', lanes: [lane] });
  // One check may see it a look before the others do.
  const isRed = () => lab.judged.get(lane)?.outcome === 'violated' && (lab.judged.get(lane)?.doubled ?? 0) > 0;
  await until('the judge is red and has counted it', isRed, 20_000);
  const judged = lab.judged.get(lane);
  expect(judged?.doubled).toBeGreaterThan(0);
  expect(judged?.checks.find(({ check }) => check === 'notification')?.offending.length).toBeGreaterThan(0);
  expect(lab.judged.get(calls)?.outcome).toBe('holds');
});

test('a lane is stopped and started, and goes on with the same stores', async () => {
  await lab.command({ do: 'stop-lane', lanes: [calls] });
  await until('it is stopped', () => lab.lane(calls)?.state === 'stopped', 30_000);
  await lab.command({ do: 'start-lane', lanes: [calls] });
  await until('it is up', () => lab.lane(calls)?.state === 'up', 30_000);
  const { orders } = await lab.read<{ orders: unknown[] }>(`/lanes/${calls}/orders?limit=50`);
  expect(orders).toHaveLength(50);
});

test('analytics forgets everything and comes to the same digest', async () => {
  const lane = events.at(-1) ?? '';
  const rebuilt = await lab.command<{ same: boolean; before: string }>({ do: 'rebuild-analytics', lane });
  expect(rebuilt).toMatchObject({ same: true });
  expect(rebuilt.before).toMatch(/^[0-9a-f]{64}$/);
});

test('work takes its time, and is told another while it runs; only its beginning and its end start services again', async () => {
  const pids = () => lanes.map((lane) => lab.lane(lane)?.services.map(({ pid }) => pid));
  const areUp = () => lanes.every((lane) => lab.lane(lane)?.state === 'up');
  const finishedIn = async () => {
    const { placement } = await lab.command<{ placement: string }>({ do: 'place', lanes, order });
    const of = (lane: string) =>
      lab.placed.find((one) => one.placement === placement && one.lane === lane && one.phase === 'finished');
    await until('it has finished in all lanes', () => lanes.every((lane) => of(lane)), 60_000);
    return lanes.map((lane) => of(lane)?.tookMs ?? 0);
  };
  await lab.command({ do: 'rate', perSecond: 0 });
  const before = pids();
  await lab.command({ do: 'work', work: { usualMs: 50, slowShare: 0, slowMs: 2000 } });
  await until(
    'all services are others',
    () => areUp() && pids().every((own, at) => own?.[0] && own[0] !== before[at]?.[0]),
    60_000,
  );
  const between = pids();
  await lab.command({ do: 'work', work: { usualMs: 1500, slowShare: 0, slowMs: 2000 } });
  for (const tookMs of await finishedIn()) expect(tookMs).toBeGreaterThan(1500);
  expect(pids()).toEqual(between);
  await lab.command({ do: 'work', work: null });
  await until(
    'they start again without it',
    () => areUp() && pids().every((own, at) => own?.[0] && own[0] !== between[at]?.[0]),
    60_000,
  );
});

test('nobody ever used more cores than there are, also while services started again', () => {
  const cores = availableParallelism() + 0.5; // ticks are hundredths of a second, and a look takes a while
  const most = lab.figures.flatMap(({ own, lanes: all }) => [
    ...Object.entries(own),
    ...Object.entries(all).flatMap(([lane, { cpu }]) =>
      Object.entries(cpu).map(([name, one]) => [`${lane} ${name}`, one] as const),
    ),
  ]);
  expect(most.filter(([, one]) => one > cores)).toEqual([]);
});

test('what is chosen of a fault is held against the catalogue, and told with it', async () => {
  const fault = 'network:latency';
  for (const values of [{ delayMs: 0 }, { bandwidth: 1 }])
    await expect(lab.command({ do: 'inject', lanes: [calls], fault, values })).rejects.toThrow(/400/);
  await lab.command({ do: 'rate', perSecond: 10 });
  await lab.command({ do: 'inject', lanes: [calls], fault, values: { delayMs: 400, jitterMs: 0 } });
  await until('half of the answers take twice that', () => (lab.now(calls)?.acceptance.p50 ?? 0) > 800_000, 40_000);
  expect(lab.lane(calls)?.faults.at(-1)?.values).toEqual({ delayMs: 400, jitterMs: 0 });
  await lab.command({ do: 'heal', lanes: [calls], fault });
  await lab.command({ do: 'rate', perSecond: 0 });
});

test('Ctrl-C leaves nothing', async () => {
  lab.close();
  command.family();
  command.interrupt();
  expect(await command.ended()).toBe(0);
  await command.gone();
});

test('Ctrl-C leaves nothing while the lanes are still coming up', async () => {
  await using starting = new Command(process.execPath, [
    'bench/cli/cli.ts',
    'lab',
    '--port',
    '0',
    '--no-open',
    '--json',
  ]);
  await starting.find('inventory-service.ts');
  starting.interrupt();
  expect(await starting.ended()).toBe(0);
  await starting.gone();
  expect(starting.stdout).toEqual([]);
});
