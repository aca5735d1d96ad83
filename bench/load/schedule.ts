import { seededRandom } from '../measure/random.ts';
import { arrivalsOf } from './arrivals.ts';
import type { LoadOptions, Phase } from './load-options.ts';

/** A phase's place in the schedule. */
export interface ScheduledPhase {
  phase: Phase;
  /** Its arrivals are those with `first` ≤ n < `end`. */
  first: number;
  end: number;
  /** Nanoseconds after the schedule's start. */
  startNs: number;
  endNs: number;
}

/** Every intended send time of a run, drawn before it begins, so that drawing never delays a send. */
export interface Schedule {
  /** Nanoseconds after the start, ascending. Shared with the pacing thread. */
  offsetsNs: Float64Array<SharedArrayBuffer>;
  phases: ScheduledPhase[];
}

/**
 * Each phase has a random stream of its own: changing one leaves the arrivals of the others as they were. A shard draws all of it
 * and keeps what is its own, so that the shards together send what one generator would.
 */
export function scheduleOf({ phases, arrivals, seed, shard = { index: 0, of: 1 } }: LoadOptions): Schedule {
  let first = 0;
  let drawn = 0;
  let startNs = 0;
  const parts: Float64Array[] = [];
  const scheduled = phases.map((phase, index): ScheduledPhase => {
    const random = seededRandom(seed, `arrivals ${index}`);
    const whole = arrivalsOf(arrivals, phase.ratePerSecond, phase.seconds, random);
    const before = drawn;
    const part = whole.filter((_, n) => (before + n) % shard.of === shard.index);
    drawn += whole.length;
    const begin = startNs;
    parts.push(part.map((offset) => offset + begin));
    const endNs = begin + Math.round(phase.seconds * 1e9);
    const place = { phase, first, end: first + part.length, startNs: begin, endNs };
    first = place.end;
    startNs = endNs;
    return place;
  });
  const offsetsNs = new Float64Array(new SharedArrayBuffer(first * Float64Array.BYTES_PER_ELEMENT));
  for (const [index, part] of parts.entries()) offsetsNs.set(part, scheduled[index]?.first ?? 0);
  return { offsetsNs, phases: scheduled };
}
