import type { DomainEvent } from '../../../common/contracts/events.ts';
import type { Product } from '../../../common/contracts/products.ts';
import type { HistorySource } from '../../../common/mode.ts';
import { boughtTogether } from '../../../common/workflow/bought-together.ts';
import type { Lab } from '../../lab/lab.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import { serviceBehind } from '../../lab/service-behind.ts';
import type { Session } from '../../lab/session.ts';
import type { Operation } from '../../record/history.ts';
import type { Recorder } from '../../record/recorder.ts';
import type { ReplayEvidence } from '../../record/run-file.ts';
import type { ReplaySize } from '../plan/profiles.ts';
import type { Tamper, TrialPlan } from '../plan/trial-plan.ts';
import { digestOf, foldDigest, type Truth, truthOf } from './digests.ts';
import { duringLiveOrders } from './live-load.ts';
import type { LiveReader } from './read-along.ts';
import { noOffsets, noRows, type Rebuilt } from './rebuilt.ts';
import { republishLive, rewindGroup, rewindKinds } from './rewinds.ts';
import { falsified } from './tamper.ts';

interface RebuildContext {
  session: Session;
  plan: TrialPlan;
  size: ReplaySize;
  recorder: Recorder;
  catalogue: Product[];
  number: number;
}

/** One way to rebuild something, tried and proved. */
export interface Rebuilding {
  name: string;
  run(context: RebuildContext): Promise<{ evidence: ReplayEvidence; operations: Operation[] }>;
}

const QUIESCENCE_MS = 120_000;

/** Does the rebuild, and returns how to tell what came of it once live orders have stopped and all is at rest. */
type Work = (truth: Truth) => Promise<() => Promise<Rebuilt>>;

/** Everything this mode's medium lets one rebuild; what destroys history comes last. */
export function rebuilds(
  lab: Lab,
  sources: readonly HistorySource[],
  live: LiveReader | null,
  { tamper, startUs }: { tamper: Tamper | null; startUs: number },
): Rebuilding[] {
  const { operator } = lab;
  const all: Rebuilding[] = [];
  const log = sources.find(({ name }) => name === 'log');
  const add = (name: string, what: string, work: Work) =>
    all.push({ name, run: (context) => rebuild(lab, name, what, context, work) });

  if (operator.rewind) {
    for (const kind of rewindKinds) {
      add(kind.name, kind.what, async () => {
        const rebuilt = await rewindGroup(lab, kind, startUs);
        const ceilingPerSecond = kind.forgets ? await log?.drain?.() : undefined;
        return async () => ({ ...(await rebuilt()), ...(ceilingPerSecond !== undefined && { ceilingPerSecond }) });
      });
    }
  }
  for (const source of sources) {
    add(`late-comer-from-${source.name}`, source.what, (truth) => fold(source, truth, tamper));
  }
  if (operator.republish) {
    add(
      'outbox-to-live-queues',
      'every event in the outboxes is published again to the live queues; the inboxes absorb it',
      () => republishLive(lab),
    );
  }
  if (live && log) {
    add(
      'recommendations-from-log',
      'a group that never existed before finds what is bought together, and so did one that read along live',
      (truth) => recommendations(log, live, truth),
    );
  }
  if (operator.truncate && log) {
    add(
      'log-after-retention',
      'the oldest records of the orders topic are removed, as retention does, and the log is read again',
      (truth) => truncated(lab, log, truth, tamper),
    );
  }
  return all;
}

/** Runs one rebuild while live orders arrive, and notes both digests for the checker. */
async function rebuild(
  lab: Lab,
  name: string,
  what: string,
  { session, plan, size, recorder, catalogue, number }: RebuildContext,
  work: Work,
): ReturnType<Rebuilding['run']> {
  const before = await truthOf(lab);
  const prefix = `${plan.id}-live${number + 1}`;
  const load = {
    session,
    lab,
    catalogue,
    trial: plan.id,
    prefix,
    seed: plan.seed + number + 1,
    ratePerSecond: size.livePerSecond,
  };
  const { result, live, operations } = await duringLiveOrders(load, () => work(before));
  const moving = await untilQuiescent(lab, QUIESCENCE_MS);
  const rebuilt = await result();
  const gaps = [...rebuilt.gaps, ...moving.map((what) => `not at rest: ${what}`)];
  const { namespace } = lab.running;
  const plain = (text: string) => (namespace === '' ? text : text.replaceAll(namespace, ''));
  const evidence: ReplayEvidence = {
    name,
    what,
    ...rebuilt,
    gaps: gaps.map(plain),
    unreadable: rebuilt.unreadable.map(plain),
    live,
  };
  const after = await truthOf(lab);
  const told = (truth: Truth) => truth.notificationsOf(before.orderIds);
  if (evidence.gaps.length === 0) {
    recorder.note('digest', 'ok', `${name}/before`, { state: evidence.expectedDigest, notifications: told(before) });
    recorder.note('digest', 'ok', `${name}/after`, { state: evidence.digest, notifications: told(after) });
  }
  return { evidence, operations };
}

/** A late comer folds what the source hands over, and must come to what the services themselves say. */
async function fold(source: HistorySource, truth: Truth, tamper: Tamper | null): Promise<() => Promise<Rebuilt>> {
  const events: DomainEvent[] = [];
  const seen = new Set<string>();
  let first: { at: number; events: number } | null = null;
  let last = 0;
  const began = performance.now();
  const read = await source.read((batch) => {
    first ??= { at: performance.now(), events: batch.length };
    for (const event of batch) {
      if (!truth.orderIds.has(event.subject) || seen.has(event.id)) continue; // a live order, or told twice
      seen.add(event.id);
      events.push(event);
    }
    last = performance.now();
  });
  const digest = foldDigest(tamper ? falsified(events, tamper) : events);
  const seconds = (performance.now() - began) / 1000;
  const ceilingPerSecond = (await source.drain?.()) ?? null;
  return async () => ({
    from: source.what,
    ceilingPerSecond,
    records: read.records,
    requests: read.requests,
    seconds: Math.round(seconds * 100) / 100,
    recordsPerSecond: rateAfter(first, read.records, last),
    digest,
    expectedDigest: truth.digest,
    expectedFrom: 'orders and notifications as their services list them',
    gaps: read.gaps,
    unreadable: read.unreadable,
    loses: source.loses,
    ...noRows,
    ...noOffsets,
  });
}

const SHORTEST_FLOW_MS = 200;

/** Records per second that came after the first batch, whose own way nobody timed; null where that was too short to tell. */
export function rateAfter(
  first: { at: number; events: number } | null,
  records: number,
  lastAt: number,
): number | null {
  const ms = first === null ? 0 : lastAt - first.at;
  return first === null || ms < SHORTEST_FLOW_MS ? null : Math.round(((records - first.events) * 1000) / ms);
}

async function recommendations(log: HistorySource, live: LiveReader, truth: Truth): Promise<() => Promise<Rebuilt>> {
  const placed: DomainEvent[] = [];
  const began = performance.now();
  const read = await log.read((batch) => placed.push(...batch));
  const seconds = (performance.now() - began) / 1000;
  const pairsOf = (events: readonly DomainEvent[]) => {
    const pairs = boughtTogether();
    for (const event of events) if (truth.orderIds.has(event.subject)) pairs.add(event);
    return digestOf(pairs.pairs());
  };
  return async () => ({
    from: 'a group that never existed before, from the first record',
    records: read.records,
    requests: 0,
    seconds: Math.round(seconds * 100) / 100,
    recordsPerSecond: null,
    digest: pairsOf(placed),
    expectedDigest: pairsOf(live.placed),
    expectedFrom: 'the same fold over what a group read along from the start',
    gaps: read.gaps,
    unreadable: read.unreadable,
    loses: log.loses,
    ...noRows,
    ...noOffsets,
  });
}

async function truncated(lab: Lab, log: HistorySource, truth: Truth, tamper: Tamper | null) {
  const { operator } = lab;
  const positions = (await operator.positions?.()) ?? [];
  const orders = positions.filter(({ group }) => serviceBehind(lab, group)?.role === 'inventory');
  const keepFrom = orders.map(({ topic, partition, end }) => ({ topic, partition, offset: Math.floor(end / 2) }));
  await operator.truncate?.('inventory', keepFrom);
  const folded = await fold(log, truth, tamper);
  return async () => ({ ...(await folded()), removedFirst: true as const });
}
