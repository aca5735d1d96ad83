import type { FaultTimeline } from '../../record/run-file.ts';
import type { Journey } from '../trial/journey.ts';

const AT_LEAST_US = 50_000;
const TIMES_THE_SLOWEST = 2;
const NORMAL_FOR_US = 5e6;
const SHORTEST_FLOW_S = 0.2;

/** When the fault was there, when the backlog was gone (null: never), and when load and trial ended; microseconds. */
interface Span {
  injected: number;
  healed: number;
  drained: number | null;
  loadEnd: number;
  end: number;
}

type Effects = Required<Pick<FaultTimeline, 'detectedMs' | 'tailNormalMs' | 'excessOrderSeconds' | 'drainedPerSecond'>>;

/** What a fault did to the orders, beside its backlog. `start` is the start of the load: times are milliseconds after it. */
export function effectsOf(journeys: readonly Journey[], start: number, span: Span): Effects {
  const { injected, healed, drained, loadEnd, end } = span;
  const before = journeys.filter((journey) => journey.completed !== null && journey.completed < injected);
  const usual = before.map(waitOf(end)).sort((a, b) => a - b);
  const limit = Math.max(AT_LEAST_US, TIMES_THE_SLOWEST * (usual.at(-1) ?? 0));
  const isBad = (journey: Journey) => journey.outcome !== 'accepted' || waitOf(end)(journey) > limit;
  const bad = journeys.filter((journey) => journey.intended >= injected && isBad(journey));

  /** Who was refused knows by the answer; who still waits, when the limit is over. */
  const noticed = bad.map(({ outcome, answered, intended }) =>
    outcome === 'accepted' ? intended + limit : (answered ?? end),
  );
  const ms = (t: number) => Math.round((t - start) / 1000);
  const normal = normalFrom(
    bad.map(({ intended }) => intended),
    healed,
    loadEnd,
  );
  const hit = journeys.filter(({ outcome, completed }) => outcome === 'accepted' && (completed ?? end) >= injected);
  const median = usual[Math.floor(usual.length / 2)] ?? 0;
  const excess = hit.reduce((sum, journey) => sum + Math.max(0, waitOf(end)(journey) - median), 0);
  return {
    detectedMs: noticed.length > 0 ? ms(noticed.reduce((first, t) => Math.min(first, t))) : null,
    tailNormalMs: normal === null ? null : ms(normal),
    excessOrderSeconds: Math.round(excess / 1e5) / 10,
    drainedPerSecond: drained === null ? null : completedPerSecond(journeys, healed, drained),
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

/** Of the stretch in which orders flowed again; null where that is too short to tell, or nothing had to be worked off. */
function completedPerSecond(journeys: readonly Journey[], healed: number, drained: number): number | null {
  const done = journeys.flatMap(({ completed }) =>
    completed !== null && completed >= healed && completed < drained ? completed : [],
  );
  const first = done.reduce((earliest, t) => Math.min(earliest, t), drained);
  const seconds = (drained - first) / 1e6;
  return seconds < SHORTEST_FLOW_S ? null : Math.round(done.length / seconds);
}
