import { setTimeout } from 'node:timers/promises';
import type { LogPosition, RewindTarget, Role } from '../../../common/mode.ts';
import { removeStore } from '../../../common/store/inspector.ts';
import { serviceNames } from '../../../common/workflow/message-table.ts';
import { finalReads } from '../../lab/final-reads.ts';
import { counted } from '../../lab/instances.ts';
import type { Lab } from '../../lab/lab.ts';
import { serviceBehind } from '../../lab/service-behind.ts';
import { getJson } from '../../lab/service-client.ts';
import { nowUs } from '../../record/recorder.ts';
import { flowOf, POLL_MS, type Poll } from '../watch/flow.ts';
import { digestOf, truthOf } from './digests.ts';
import { type Act, noOffsets, type Tell } from './rebuilt.ts';

const DEADLINE_MS = 180_000;

/** A consumer group moved back: which one, where to, and whether it keeps what it knows. */
export interface RewindKind {
  name: string;
  what: string;
  role: 'analytics' | 'inventory';
  /** Its state is deleted first; otherwise it is told everything again and must not count it twice. */
  forgets: boolean;
  target(positions: LogPosition[], startMs: number): RewindTarget;
}

const earliest = (): RewindTarget => ({ kind: 'earliest' });

export const rewindKinds: readonly RewindKind[] = [
  {
    name: 'analytics-from-earliest',
    what: 'analytics forgets everything and folds its topics again from the first record',
    role: 'analytics',
    forgets: true,
    target: earliest,
  },
  {
    name: 'analytics-from-timestamp',
    what: 'analytics is moved back to a moment in the middle of the run and must count nothing twice',
    role: 'analytics',
    forgets: false,
    target: (_, startMs) => ({ kind: 'timestamp', ms: Math.round(startMs + (Date.now() - startMs) / 4) }),
  },
  {
    name: 'analytics-from-offsets',
    what: 'analytics is moved back to the middle of every partition and must count nothing twice',
    role: 'analytics',
    forgets: false,
    target: (positions) => ({
      kind: 'offsets',
      offsets: positions.map(({ topic, partition, end }) => ({ topic, partition, offset: Math.floor(end / 2) })),
    }),
  },
  {
    name: 'inventory-from-earliest',
    what: 'inventory is given every order a second time; stock, orders and notifications must not change by a row',
    role: 'inventory',
    forgets: false,
    target: earliest,
  },
];

/** The rows that must not change are read at once; the group is moved when the result is called. */
export async function rewindGroup(lab: Lab, kind: RewindKind, startUs: number): Promise<Act> {
  const before = await rowsOf(lab);
  return () => rewind(lab, kind, startUs, before);
}

async function rewind(lab: Lab, kind: RewindKind, startUs: number, before: Rows): Promise<Tell> {
  const { operator, running } = lab;
  const { role, forgets } = kind;
  const positions = async () => own(lab, (await operator.positions?.()) ?? [], role);
  const startMs = Date.now() - (nowUs() - startUs) / 1000;

  const at = await positions();
  await running.stop(role);
  if (forgets) await removeStore(running.dataFolder, role);
  const moved = own(lab, (await operator.rewind?.(role, kind.target(at, startMs))) ?? [], role);
  const toRead = moved.reduce((sum, { committed, low, end }) => sum + end - (committed ?? low), 0);
  const began = performance.now();
  await running.start(role);
  const polls = await handled(lab, role, toRead);
  const read = polls.at(-1)?.handled ?? 0;
  const seconds = (performance.now() - began) / 1000;
  return async () => {
    const after = await rowsOf(lab);
    const truth = await truthOf(lab);
    const rebuilt = role === 'analytics' ? await analyticsDigest(lab) : after.digest(before.orderIds);
    return {
      from: `group ${serviceNames[role]}`,
      records: toRead,
      requests: 0,
      seconds: Math.round(seconds * 100) / 100,
      recordsPerSecond: flowOf(polls)?.perSecond ?? null,
      flowTimed: true,
      digest: rebuilt,
      expectedDigest: role === 'analytics' ? truth.digest : before.digest(before.orderIds),
      expectedFrom:
        role === 'analytics'
          ? 'orders and notifications as their services list them'
          : 'stock movements, orders and notifications of these orders before it',
      offsetsBefore: byPartition(at, running.namespace),
      offsetsAtReset: byPartition(moved, running.namespace),
      offsetsAfter: byPartition(await positions(), running.namespace),
      rowsBefore: before.counts,
      rowsAfter: after.countsOf(before.orderIds),
      duplicatesIgnored: await counted(lab, 'messages_duplicate_total', role),
      gaps: read < toRead ? [`${read} of ${toRead} records were handled within ${DEADLINE_MS / 1000} s`] : [],
      unreadable: [],
      loses: null,
    };
  };
}

/** The live consumers are told everything again, from the outboxes. */
export async function republishLive(lab: Lab): Promise<Act> {
  const before = await rowsOf(lab);
  const ignoredBefore = await ignored(lab);
  return () => republish(lab, before, ignoredBefore);
}

const ignored = (lab: Lab) => counted(lab, 'messages_duplicate_total');

async function republish(lab: Lab, before: Rows, ignoredBefore: number): Promise<Tell> {
  const { operator } = lab;
  const began = performance.now();
  const records = (await operator.republish?.()) ?? 0;
  const waiting = async () =>
    (await operator.backlog()).reduce((sum, one) => sum + one.waiting + one.unacknowledged, 0);
  while ((await waiting()) > 0 && performance.now() - began < DEADLINE_MS) await setTimeout(POLL_MS);
  const seconds = (performance.now() - began) / 1000;
  return async () => {
    const after = await rowsOf(lab);
    return {
      from: 'the outboxes of the three services',
      records,
      requests: 0,
      seconds: Math.round(seconds * 100) / 100,
      recordsPerSecond: null,
      flowTimed: false,
      digest: after.digest(before.orderIds),
      expectedDigest: before.digest(before.orderIds),
      expectedFrom: 'stock movements, orders and notifications of these orders before it',
      rowsBefore: before.counts,
      rowsAfter: after.countsOf(before.orderIds),
      duplicatesIgnored: (await ignored(lab)) - ignoredBefore,
      gaps: [],
      unreadable: [],
      loses: 'what was purged from the outboxes; the broker itself forgot everything that was acknowledged',
      ...noOffsets,
    };
  };
}

const analyticsDigest = async ({ urls }: Lab) =>
  (await getJson<{ contentDigest: string }>(`${urls['analytics']}/metrics.json`)).contentDigest;

/** What it had handled at each look, until that is all, or nobody waits for it any longer. */
async function handled(lab: Lab, role: Role, expected: number): Promise<Poll[]> {
  const deadline = performance.now() + DEADLINE_MS;
  const polls: Poll[] = [];
  for (;;) {
    const count = await counted(lab, 'messages_handled_total', role).catch(() => null);
    if (count !== null) polls.push({ at: performance.now(), handled: count });
    if ((count ?? 0) >= expected || performance.now() > deadline) return polls;
    await setTimeout(POLL_MS);
  }
}

type Rows = Awaited<ReturnType<typeof rowsOf>>;

/** Every row that a replay must leave alone, and digests of those that belong to given orders. */
async function rowsOf(lab: Lab) {
  const { orders, movements, notifications } = await finalReads(lab, [], []);
  const finished = orders.filter(({ status }) => status !== 'pending');
  const orderIds: ReadonlySet<string> = new Set(finished.map(({ orderId }) => orderId));
  const belongs =
    (ids: ReadonlySet<string>) =>
    ({ orderId }: { orderId?: string | undefined }) =>
      orderId !== undefined && ids.has(orderId);
  const of = (ids: ReadonlySet<string>) => ({
    orders: orders.filter(belongs(ids)),
    movements: movements.filter(belongs(ids)),
    notifications: notifications.filter(belongs(ids)),
  });
  const countsOf = (ids: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(of(ids)).map(([name, rows]) => [name, rows.length]));
  return {
    orderIds,
    counts: countsOf(orderIds),
    countsOf,
    digest: (ids: ReadonlySet<string>) => {
      const rows = of(ids);
      return digestOf([
        rows.orders,
        rows.movements.map(({ sku, kind, orderId, quantity }) => [sku, kind, orderId, quantity]),
        rows.notifications.map(({ notificationId }) => notificationId),
      ]);
    },
  };
}

const own = (lab: Lab, positions: LogPosition[], role: Role) =>
  positions.filter(({ group }) => serviceBehind(lab, group)?.role === role);

const byPartition = (positions: LogPosition[], namespace: string): Record<string, string> =>
  Object.fromEntries(
    positions.map(({ topic, partition, committed }) => [
      `${topic.slice(namespace.length)}/${partition}`,
      committed === null ? 'none' : String(committed),
    ]),
  );
