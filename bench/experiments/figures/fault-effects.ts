import type { FaultTimeline } from '../../record/run-file.ts';
import { type Journey, settledFrom } from '../trial/journey.ts';

/** One for every mode: what was the slowest before a fault is another order in each, and chance. No mode is as slow by itself. */
const SLOW_MS = 250;
/** Where more of them were slow before the fault, a slow order tells nothing of it. */
const SLOW_BEFORE = 0.05;
const NORMAL_FOR_US = 5e6;
const SHORTEST_FLOW_S = 0.2;
/** Of the stretch: with a longer pause in it, its average is the rate of no second. */
const LONGEST_PAUSE = 0.2;

/** When the fault was there, when the backlog was gone (null: never), and when load and trial ended; microseconds. */
interface Span {
  injected: number;
  healed: number;
  drained: number | null;
  loadEnd: number;
  end: number;
}

type Noticed = Pick<FaultTimeline, 'detectedMs' | 'tailNormalMs'>;
type Effects = Noticed &
  Required<Pick<FaultTimeline, 'slowMs' | 'excessOrderSeconds' | 'drainedPerSecond' | 'drainPauseMs'>>;

/** What a fault did to the orders, beside its backlog. `start` is the start of the load: times are milliseconds after it. */
export function effectsOf(journeys: readonly Journey[], start: number, span: Span): Effects {
  const { injected, healed, drained, end } = span;
  const before = journeys.filter((journey) => journey.completed !== null && journey.completed < injected);
  const usual = before.map(waitOf(end)).sort((a, b) => a - b);
  const hit = journeys.filter(({ outcome, completed }) => outcome === 'accepted' && (completed ?? end) >= injected);
  const median = usual[Math.floor(usual.length / 2)] ?? 0;
  const excess = hit.reduce((sum, journey) => sum + Math.max(0, waitOf(end)(journey) - median), 0);
  const settled = before.filter(({ intended }) => intended >= settledFrom(journeys));
  return {
    slowMs: SLOW_MS,
    ...(isSlowAnyway(settled.map(waitOf(end))) ? {} : noticedBy(journeys, start, span)),
    excessOrderSeconds: Math.round(excess / 1e5) / 10,
    ...drainOf(journeys, healed, drained),
  };
}

const isSlow = (waitUs: number) => waitUs > SLOW_MS * 1000;

const isSlowAnyway = (usual: readonly number[]) => usual.filter(isSlow).length > SLOW_BEFORE * usual.length;

/** When a client could first notice it, and from when on none could any more. */
function noticedBy(
  journeys: readonly Journey[],
  start: number,
  { injected, healed, loadEnd, end }: Span,
): Required<Noticed> {
  const isBad = (journey: Journey) => journey.outcome !== 'accepted' || isSlow(waitOf(end)(journey));
  const bad = journeys.filter((journey) => journey.intended >= injected && isBad(journey));

  /** Who is refused knows by the answer; who still waits, when the limit is over. */
  const noticed = bad.map(({ outcome, answered, intended }) => {
    const limit = intended + SLOW_MS * 1000;
    return outcome === 'accepted' ? limit : Math.min(answered ?? end, limit);
  });
  const ms = (t: number) => Math.round((t - start) / 1000);
  const normal = normalFrom(
    bad.map(({ intended }) => intended),
    healed,
    loadEnd,
  );
  return {
    detectedMs: noticed.length > 0 ? ms(noticed.reduce((first, t) => Math.min(first, t))) : null,
    tailNormalMs: normal === null ? null : ms(normal),
  };
}

/** From its intended send until it was completed, or until the trial ended. */
const waitOf =
  (end: number) =>
  ({ intended, completed }: Journey): number =>
    (completed ?? end) - intended;

/** The first moment after healing that five seconds without a bad order follow; null where the load ends before. */
function normalFrom(bad: readonly number[], healed: number, loadEnd: number): number | null {
  let from = healed;
  for (const t of bad.toSorted((a, b) => a - b)) {
    if (t - from >= NORMAL_FOR_US) break;
    if (t >= from) from = t + 1;
  }
  return loadEnd - from >= NORMAL_FOR_US ? from : null;
}

/**
 * Of the stretch in which orders flowed again: the rate, or the pause in it that leaves none; neither where it is too short to
 * tell, or nothing had to be worked off.
 */
function drainOf(
  journeys: readonly Journey[],
  healed: number,
  drained: number | null,
): Pick<Effects, 'drainedPerSecond' | 'drainPauseMs'> {
  const untold = { drainedPerSecond: null, drainPauseMs: null };
  if (drained === null) return untold;
  const done = journeys
    .flatMap(({ completed }) => (completed !== null && completed >= healed && completed < drained ? completed : []))
    .sort((a, b) => a - b);
  const lasted = drained - (done[0] ?? drained);
  if (lasted < SHORTEST_FLOW_S * 1e6) return untold;
  const pause = done.reduce((longest, t, index) => Math.max(longest, (done[index + 1] ?? drained) - t), 0);
  return pause > LONGEST_PAUSE * lasted
    ? { ...untold, drainPauseMs: Math.round(pause / 1000) }
    : { ...untold, drainedPerSecond: Math.round(done.length / (lasted / 1e6)) };
}
