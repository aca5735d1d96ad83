import type { DomainEvent } from '../../../common/contracts/events.ts';
import type { HistoryRead, HistorySource } from '../../../common/mode.ts';
import { boughtTogether } from '../../../common/workflow/bought-together.ts';
import type { Lab } from '../../lab/lab.ts';
import { serviceBehind } from '../../lab/service-behind.ts';
import type { Tamper } from '../plan/trial-plan.ts';
import { digestOf, foldDigest, type Truth } from './digests.ts';
import { eventByEvent, storedEvents } from './event-by-event.ts';
import type { LiveReader } from './read-along.ts';
import { type Act, noOffsets, noRows, type Rebuilt, type Tell } from './rebuilt.ts';
import { falsified } from './tamper.ts';

/** A rebuild, and afterwards what an empty handler reaches on the same log. */
export async function besideCeiling(log: HistorySource, act: Act): Promise<Tell> {
  const tell = await act();
  return async () => {
    const rebuilt = await tell();
    return { ...rebuilt, ...(log.drain && { ceilingPerSecond: await log.drain() }) };
  };
}

/** A late comer folds what the source hands over, and must come to what the services themselves say. */
export async function fold(lab: Lab, source: HistorySource, truth: Truth, tamper: Tamper | null): Promise<Tell> {
  const events: DomainEvent[] = [];
  const seen = new Set<string>();
  const began = performance.now();
  const { perSecond, ...read } = await timed(source, (batch) => {
    for (const event of batch) {
      if (!truth.orderIds.has(event.subject) || seen.has(event.id)) continue; // a live order, or told twice
      seen.add(event.id);
      events.push(event);
    }
  });
  const rebuilt = tamper ? falsified(events, tamper) : events;
  const digest = foldDigest(rebuilt);
  const seconds = (performance.now() - began) / 1000;
  return async () => ({
    from: source.what,
    hands: source.hands,
    ...(await comparedEvents(lab, source, truth, rebuilt)),
    ceilingPerSecond: (await source.drain?.()) ?? null,
    records: read.records,
    requests: read.requests,
    seconds: Math.round(seconds * 100) / 100,
    recordsPerSecond: perSecond,
    flowTimed: true,
    digest,
    expectedDigest: truth.digest,
    expectedFrom: 'orders and notifications as their services list them',
    gaps: read.gaps,
    removed: read.removed ?? [],
    unreadable: read.unreadable,
    loses: source.loses,
    ...noRows,
    ...noOffsets,
  });
}

/** A digest of sums cannot tell whose notification it was, which reason was given or who ordered: each event is compared. */
async function comparedEvents(
  lab: Lab,
  { hands }: HistorySource,
  truth: Truth,
  rebuilt: readonly DomainEvent[],
): Promise<Pick<Rebuilt, 'events'>> {
  const expected = hands === 'rows' ? truth.events : await storedEvents(lab);
  return expected === null ? {} : { events: eventByEvent(rebuilt, expected, truth.orderIds) };
}

/** Reads all there is, and tells how many records came per second. */
async function timed(
  source: HistorySource,
  onBatch: (events: readonly DomainEvent[]) => void,
): Promise<HistoryRead & { perSecond: number | null }> {
  let first: { at: number; events: number } | null = null;
  let last = 0;
  const read = await source.read((batch) => {
    first ??= { at: performance.now(), events: batch.length };
    onBatch(batch);
    last = performance.now();
  });
  return { ...read, perSecond: rateAfter(first, read.records, last) };
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

export async function recommendations(log: HistorySource, live: LiveReader, truth: Truth): Promise<Tell> {
  const placed: DomainEvent[] = [];
  const began = performance.now();
  const { perSecond, ...read } = await timed(log, (batch) => placed.push(...batch));
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
    recordsPerSecond: perSecond,
    flowTimed: true,
    digest: pairsOf(placed),
    expectedDigest: pairsOf(live.placed),
    expectedFrom: 'the same fold over what a group read along from the start',
    gaps: read.gaps,
    removed: read.removed ?? [],
    unreadable: read.unreadable,
    loses: log.loses,
    ...noRows,
    ...noOffsets,
  });
}

export async function truncated(lab: Lab, log: HistorySource, truth: Truth, tamper: Tamper | null): Promise<Tell> {
  const { operator } = lab;
  const positions = (await operator.positions?.()) ?? [];
  const orders = positions.filter(({ group }) => serviceBehind(lab, group)?.role === 'inventory');
  const keepFrom = orders.map(({ topic, partition, end }) => ({ topic, partition, offset: Math.floor(end / 2) }));
  await operator.truncate?.('inventory', keepFrom);
  const folded = await fold(lab, log, truth, tamper);
  return async () => ({ ...(await folded()), removedFirst: true as const });
}
