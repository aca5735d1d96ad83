import type { Random } from '../measure/random.ts';

export type ArrivalKind = 'poisson' | 'uniform';

const NS_PER_SECOND = 1e9;

/**
 * Intended send times of a stretch of load: nanoseconds from its start, ascending, all below `seconds`.
 * `uniform`: one every 1/rate, the first at 0. `poisson`: independent users, so the gaps are exponential with mean 1/rate
 * and the number of arrivals is random as well. A rate of 0 is a pause.
 */
export function arrivalsOf(kind: ArrivalKind, ratePerSecond: number, seconds: number, random: Random): Float64Array {
  return kind === 'uniform' ? uniform(ratePerSecond, seconds) : poisson(ratePerSecond, seconds, random);
}

function uniform(ratePerSecond: number, seconds: number): Float64Array {
  const count = Math.ceil(ratePerSecond * seconds - 1e-9);
  return Float64Array.from({ length: Math.max(0, count) }, (_, n) => Math.round((n / ratePerSecond) * NS_PER_SECOND));
}

function poisson(ratePerSecond: number, seconds: number, random: Random): Float64Array {
  if (ratePerSecond <= 0) return new Float64Array();
  const times: number[] = [];
  const endNs = seconds * NS_PER_SECOND;
  for (let atNs = 0; ; ) {
    atNs += (-Math.log(1 - random()) / ratePerSecond) * NS_PER_SECOND;
    if (atNs >= endNs) return Float64Array.from(times);
    times.push(Math.floor(atNs));
  }
}
