import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Order } from '../../common/contracts/orders.ts';
import { until } from '../lab/until.ts';
import type { Command } from '../scenarios/command.ts';
import { runLab } from './page/testing/start-lab.ts';
import { LabClient } from './testing/lab-client.ts';

const lanes = ['sync-rest', 'async-rabbitmq', 'streaming-kafka'];
const order = {
  customer: { name: 'Ada', email: 'ada@lab.example' },
  items: [{ sku: 'TEA-ASSAM', quantity: 1 }],
};

/** `npm run lab -- --payment choreographed`: one for all tests, which go on where the one before ended. */
let command: Command;
let lab: LabClient;

beforeAll(async () => {
  command = runLab('--payment', 'choreographed');
  lab = await LabClient.open(command);
});
afterAll(async () => {
  lab.close();
  await command[Symbol.asyncDispose]();
});

/** Places one and gives what became of it in each lane. */
async function placed(): Promise<Order[]> {
  const { placement } = await lab.command<{ placement: string }>({ do: 'place', lanes, order });
  const of = (lane: string) =>
    lab.placed.find((one) => one.placement === placement && one.lane === lane && one.phase === 'finished');
  await until('it has finished in all lanes', () => lanes.every((lane) => of(lane)), 30_000);
  return lanes.map((lane) => JSON.parse(of(lane)?.body ?? '') as Order);
}
const moneyOf = (lane: string) => lab.now(lane)?.money;
const faultIn = (lane: string, name: string) => lab.lane(lane)?.faults.findLast((fault) => fault.name === name);

test('each lane is paid in the shape that it can carry, with its payment service, its provider and the arrows of its table', () => {
  const told = lab.hello?.picture?.lanes ?? [];
  expect(told.map(({ payment }) => payment)).toEqual(['orchestrated', 'choreographed', 'choreographed']);
  for (const { services, provider, arrows } of told) {
    expect(services.map(({ role }) => role)).toContain('payments');
    expect(provider?.state).toBe('ready');
    expect(arrows).toContainEqual({ from: 'payments', to: 'provider' });
  }
});

test('an order that is paid is told of with its payment, and the provider says what it captured', async () => {
  const finished = await placed(); // its card may be one of those that are declined
  for (const [at, lane] of lanes.entries()) {
    const { orderId, status } = finished[at] as Order;
    const { payment } = await lab.read<{ payment: unknown }>(`/lanes/${lane}/orders/${orderId}/story`);
    expect(payment).toMatchObject({ state: status === 'confirmed' ? 'captured' : 'declined' });
    const money = () => moneyOf(lane);
    await until('its money is told', () => (money()?.captured.times ?? 0) + (money()?.declined ?? 0) > 0);
  }
});

test('a card that is declined is shown as such, in every lane', async () => {
  await lab.command({ do: 'inject', lanes, fault: 'provider-declines', values: { percent: 100 } });
  await until('it is under way', () => lanes.every((lane) => faultIn(lane, 'provider-declines')?.phase === 'injected'));
  for (const { status, reason } of await placed())
    expect({ status, reason }).toEqual({ status: 'rejected', reason: 'payment-declined' });
  await until('it is proved', () => lanes.every((lane) => faultIn(lane, 'provider-declines')?.phase === 'witnessed'));
  await lab.command({ do: 'heal', lanes, fault: 'provider-declines' });
  await until('it is healed', () => lanes.every((lane) => faultIn(lane, 'provider-declines')?.phase === 'healed'));
});

async function provedAndHealed(fault: string): Promise<void> {
  await lab.command({ do: 'rate', perSecond: 10 });
  await lab.command({ do: 'inject', lanes, fault });
  await until('it is proved', () => lanes.every((lane) => faultIn(lane, fault)?.phase === 'witnessed'), 40_000);
  await lab.command({ do: 'heal', lanes, fault });
  await until('it is healed', () => lanes.every((lane) => faultIn(lane, fault)?.phase === 'healed'), 40_000);
  await lab.command({ do: 'rate', perSecond: 0 });
  for (const lane of lanes) expect(faultIn(lane, fault)?.evidence, lane).toMatch(/\d/);
}

test('answers of the provider that are lost are proved in every lane, and healed the judge finds nothing wrong', async () => {
  await provedAndHealed('provider-lost');
  await until(
    'all has come to its end',
    () => lanes.every((lane) => lab.judged.get(lane)?.outcome === 'holds'),
    60_000,
  );
  for (const lane of lanes) expect(lab.judged.get(lane), lane).toMatchObject({ lost: 0, doubled: 0, ghosts: 0 });
});

test('the payment service is killed in every lane, which is proved, and comes back', () =>
  provedAndHealed('kill-payment'));

test('no more was given back than was taken', () => {
  for (const lane of lanes) {
    const { captured, refunded } = moneyOf(lane) ?? expect.unreachable();
    expect(captured.minor, lane).toBeGreaterThan(refunded.minor);
  }
});
