import type { FaultTimeline, SeriesRow } from '../../record/run-file.ts';
import { finishedAt, type Journey, settledFrom } from '../trial/journey.ts';

const STEP_US = 100_000;

/** Orders accepted and not completed, looked at every 100 ms. Times are monotonic microseconds. */
interface Look {
  t: number;
  backlog: number;
}

function backlogOver(journeys: readonly Journey[], from: number, to: number): Look[] {
  const accepted = journeys.filter(({ outcome }) => outcome === 'accepted');
  const starts = accepted.map(({ answered }) => answered as number);
  const ends = accepted.flatMap(({ answered, completed }) =>
    completed === null ? [] : [Math.max(completed, answered as number)],
  );
  return waitingOver(starts, ends, from, to);
}

/** Orders due and neither complete nor turned away: until they are told no, where they are not accepted. */
function unfinishedOver(journeys: readonly Journey[], from: number, to: number): Look[] {
  return waitingOver(
    journeys.map(({ intended }) => intended),
    journeys.flatMap((journey) => finishedAt(journey) ?? []),
    from,
    to,
  );
}

/** The first moment from `from` on at which no more than so many are due and not finished; null: none. */
function downTo(most: number, journeys: readonly Journey[], from: number): number | null {
  const starts = journeys.map(({ intended }) => intended).sort((a, b) => a - b);
  const ends = journeys.flatMap((journey) => finishedAt(journey) ?? []).sort((a, b) => a - b);
  let started = starts.filter((t) => t <= from).length;
  let ended = ends.filter((t) => t <= from).length;
  if (started - ended <= most) return from;
  for (const end of ends.slice(ended)) {
    while (started < starts.length && (starts[started] as number) <= end) started++;
    ended++;
    if (started - ended <= most) return end;
  }
  return null;
}

function waitingOver(starts: number[], ends: number[], from: number, to: number): Look[] {
  starts.sort((a, b) => a - b);
  ends.sort((a, b) => a - b);
  const looks: Look[] = [];
  let started = 0;
  let ended = 0;
  for (let t = from; t <= to; t += STEP_US) {
    while (started < starts.length && (starts[started] as number) <= t) started++;
    while (ended < ends.length && (ends[ended] as number) <= t) ended++;
    looks.push({ t, backlog: started - ended });
  }
  return looks;
}

/**
 * What a fault did over time. `start` is the start of the load; the result is in milliseconds after it. What is looked at are
 * orders due and not finished: an order that waits for its answer waits as much as one in a queue.
 */
export function timelineOf(
  journeys: readonly Journey[],
  start: number,
  fault: { injected: number; healed: number; end: number; witness: string | null },
): Omit<FaultTimeline, 'clientDuringFault'> {
  const { injected, healed, end, witness } = fault;
  const ms = (t: number) => Math.round((t - start) / 1000);
  const looks = unfinishedOver(journeys, start, end);
  const before = Math.max(0, ...usual(looks, settledFrom(journeys), injected).map(({ backlog }) => backlog));
  const drained = downTo(before, journeys, healed);
  const completions = journeys.flatMap(({ completed }) =>
    completed !== null && completed >= healed ? [completed] : [],
  );
  const ages = journeys.map((journey) => (finishedAt(journey) ?? end) - journey.intended);
  const most = (of: Look[]) => of.reduce((peak, { backlog }) => Math.max(peak, backlog), 0);
  return {
    injectedMs: ms(injected),
    healedMs: ms(healed),
    firstCompletionMs: completions.length > 0 ? ms(Math.min(...completions)) : null,
    drainedMs: drained === null ? null : ms(drained),
    backlogPeak: most(backlogOver(journeys, start, end)),
    unfinishedPeak: most(looks),
    oldestPeakMs: Math.round(ages.reduce((oldest, age) => Math.max(oldest, age), 0) / 1000),
    witness,
  };
}

/** So few looks say nothing: each may have come between two orders. */
const LEAST_LOOKS = 5;

/** Those before the injection, once orders had settled; all of them where it came too soon after that. */
function usual(looks: readonly Look[], settled: number, injected: number): Look[] {
  const before = looks.filter(({ t }) => t < injected);
  const late = before.filter(({ t }) => t >= settled);
  return late.length >= LEAST_LOOKS ? late : before;
}

/** Per second: what was offered, accepted and completed, the backlog at its end, and the slowest of its orders. */
export function secondsOf(trial: string, journeys: readonly Journey[], start: number, end: number): SeriesRow[] {
  const rows: SeriesRow[] = [];
  const last = Math.ceil((end - start) / 1e6);
  const count = (at: (journey: Journey) => number | null) => {
    const counts = Array.from({ length: last }, () => 0);
    for (const journey of journeys) {
      const t = at(journey);
      const second = t === null ? -1 : Math.floor((t - start) / 1e6);
      if (second >= 0 && second < last) (counts[second] as number)++;
    }
    return counts;
  };
  const slowest = (at: (journey: Journey) => number | null) => {
    const worst = Array.from({ length: last }, (): number | null => null);
    for (const journey of journeys) {
      const second = Math.floor((journey.intended - start) / 1e6);
      const t = journey.outcome === 'accepted' ? at(journey) : null;
      if (t !== null && second >= 0 && second < last) {
        worst[second] = Math.max(worst[second] ?? 0, (t - journey.intended) / 1000);
      }
    }
    return worst;
  };
  const metrics = {
    offered: count(({ intended }) => intended),
    accepted: count(({ outcome, answered }) => (outcome === 'accepted' ? answered : null)),
    completed: count(({ completed }) => completed),
    'acceptance-slowest-ms': slowest(({ answered }) => answered),
    'completion-slowest-ms': slowest(({ completed }) => completed),
  };
  for (const [metric, values] of Object.entries(metrics) as [SeriesRow['metric'], (number | null)[]][]) {
    values.forEach((value, second) => {
      if (value !== null) rows.push({ trial, second, metric, process: 'all', value: Math.round(value * 10) / 10 });
    });
  }
  for (const [metric, over] of [
    ['backlog', backlogOver],
    ['unfinished', unfinishedOver],
  ] as const) {
    for (const { t, backlog: value } of over(journeys, start + 1e6, end)) {
      if ((t - start) % 1e6 === 0) rows.push({ trial, second: (t - start) / 1e6 - 1, metric, process: 'all', value });
    }
  }
  return rows;
}
