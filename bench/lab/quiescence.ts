import { setTimeout } from 'node:timers/promises';
import { readGauge } from '../../common/observe/metrics-reader.ts';
import { instancesOf } from './instances.ts';
import type { Lab } from './lab.ts';
import { isOfAbsent } from './service-behind.ts';
import { getJson } from './service-client.ts';

const POLL_MS = 100;
/** It must be still in this many looks in a row: between two services a message is for a moment in neither. */
const LOOKS = 3;

/**
 * Waits until nothing moves any more: no pending order, every outbox empty, every queue or lag 0. Resolves with what
 * is still moving when the deadline passes, or when it has stayed exactly the same for `stillMs`; empty when it came to
 * rest.
 */
export async function untilQuiescent(lab: Lab, deadlineMs: number, stillMs?: number): Promise<string[]> {
  const mostOrders = stillMs === undefined ? 1 : 500; // a page of orders ten times a second is a load of its own
  const deadline = Date.now() + deadlineMs;
  let still = 0;
  let last = { seen: '', since: Date.now() };
  for (;;) {
    const moving = await whatMoves(lab, mostOrders).catch((error: unknown) => [
      `cannot be read: ${(error as Error).message}`,
    ]);
    still = moving.length === 0 ? still + 1 : 0;
    if (still >= LOOKS) return [];
    const seen = moving.join();
    if (seen !== last.seen) last = { seen, since: Date.now() };
    const over = Date.now() > deadline || Date.now() - last.since > (stillMs ?? deadlineMs);
    if (over) return moving.length === 0 ? ['came to rest only at the deadline'] : moving;
    await setTimeout(POLL_MS);
  }
}

async function whatMoves(lab: Lab, mostOrders: number): Promise<string[]> {
  const moving: string[] = [];
  const pending = `${lab.urls['orders']}/orders?status=pending&limit=${mostOrders}`;
  const { orders } = await getJson<{ orders: unknown[] }>(pending);
  if (orders.length > 0)
    moving.push(`${orders.length}${orders.length === mostOrders ? ' or more' : ''} orders are pending`);
  for (const { name, url } of lab.instances) {
    const depth = await readGauge(url, 'outbox_depth');
    if (depth > 0) moving.push(`${name} has ${depth} unsent`);
  }
  if (lab.urls['mail'] !== undefined) {
    for (const { name, url } of instancesOf(lab, 'notifications')) {
      const waiting = await readGauge(url, 'deliveries_waiting');
      if (waiting > 0) moving.push(`${name} has ${waiting} undelivered`);
    }
  }
  for (const { consumer, waiting, unacknowledged } of await lab.operator.backlog()) {
    if (waiting + unacknowledged > 0 && !isOfAbsent(lab, consumer))
      moving.push(`${consumer} has ${waiting + unacknowledged} waiting`);
  }
  return moving;
}
