import { medianInterval, rateInterval, type SteadyWindow, steadyFrom } from '../measure/warm-up.ts';
import type { Phase } from './load-options.ts';

/** One second of a load. Latencies in microseconds, of what was accepted and what was completed in it. */
export interface SteadySecond {
  phase: string;
  offered: number;
  accepted: number;
  acceptanceUs: readonly number[];
  /** Null where nobody watches completions. */
  completionUs: readonly number[] | null;
}

const WINDOWS = 3;
/** A window shorter than so many medians of what it measures holds only those that were quick. */
export const MEDIANS_PER_WINDOW = 3;
/** No load of this median is steady in less time. */
export const MEDIANS_TO_STEADY = WINDOWS * MEDIANS_PER_WINDOW;

/** Follows the seconds of a run and calls `leave` once a phase marked `endsWhenSteady` has become so. */
export class SteadyWatch {
  /** Such phases that were over before they were steady. */
  readonly notSteady: string[];
  private readonly leave: (phase: string) => void;
  private readonly phases: readonly Phase[];
  private phase: string | null = null;
  private seconds: SteadySecond[] = [];

  constructor(phases: readonly Phase[], leave: (phase: string) => void) {
    this.notSteady = phases.filter((phase) => phase.endsWhenSteady).map(({ name }) => name);
    this.phases = phases;
    this.leave = leave;
  }

  /** Whether seconds of this phase are of use. */
  awaits(phase: string): boolean {
    return this.notSteady.includes(phase);
  }

  /** Whether such a phase is to come. */
  precedes(phase: string): boolean {
    const at = this.phases.findIndex(({ name }) => name === phase);
    return this.phases.slice(at + 1).some(({ name }) => this.awaits(name));
  }

  see(second: SteadySecond): void {
    const { phase } = second;
    if (phase !== this.phase) this.seconds = [];
    this.phase = phase;
    if (!this.awaits(phase)) return;
    this.seconds.push(second);
    const { leastSeconds = 0 } = this.phases.find(({ name }) => name === phase) ?? {};
    if (this.seconds.length < leastSeconds) return;
    if (!lastWindows(this.seconds).some((windows) => steadyFrom(windows.map(figuresOf)) !== null)) return;
    this.notSteady.splice(this.notSteady.indexOf(phase), 1);
    this.leave(phase);
  }
}

/**
 * The last three windows, of each length that three medians allow and the seconds suffice for. Near the capacity the medians of single
 * seconds differ by more than their samples explain, since orders wait for one another; longer windows level that, and not a system that still changes.
 */
function lastWindows(seconds: readonly SteadySecond[]): SteadySecond[][] {
  const lengths = Array.from({ length: Math.floor(seconds.length / WINDOWS) }, (_, index) => index + 1);
  return lengths.flatMap((length) => {
    const from = seconds.length - length * WINDOWS;
    const windows = Array.from({ length: WINDOWS }, (_, n) =>
      joined(seconds.slice(from + n * length, from + (n + 1) * length)),
    );
    return windows.every((window) => longestMedian(window) * MEDIANS_PER_WINDOW <= length * 1e6) ? [windows] : [];
  });
}

function joined(seconds: readonly SteadySecond[]): SteadySecond {
  const watched = seconds.flatMap(({ completionUs }) => (completionUs === null ? [] : [completionUs]));
  return {
    phase: seconds[0]?.phase ?? '',
    offered: seconds.reduce((sum, { offered }) => sum + offered, 0),
    accepted: seconds.reduce((sum, { accepted }) => sum + accepted, 0),
    acceptanceUs: ascending(seconds.flatMap(({ acceptanceUs }) => acceptanceUs)),
    completionUs: watched.length < seconds.length ? null : ascending(watched.flat()),
  };
}

function figuresOf({ accepted, offered, acceptanceUs, completionUs }: SteadySecond): SteadyWindow {
  const completion = completionUs === null ? {} : { completionP50Us: medianInterval(completionUs) };
  return { rate: rateInterval(accepted, offered), p50Us: medianInterval(acceptanceUs), ...completion };
}

const longestMedian = ({ acceptanceUs, completionUs }: SteadySecond) =>
  Math.max(medianOf(acceptanceUs), completionUs === null ? 0 : medianOf(completionUs));

/** Of nothing it is unknown, and so may be as long as one likes. */
const medianOf = (sorted: readonly number[]) => sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.POSITIVE_INFINITY;

const ascending = (values: number[]) => values.sort((a, b) => a - b);
