import { type CapacityStep, held } from '../../record/capacity.ts';
import type { SearchSize } from '../plan/latency-size.ts';

/**
 * Offers these rates to a warm lab, one after the other, each so long, until one is clearly too much; then lets it rest.
 * Resolves with every step that was begun.
 */
export type Climb = (name: string, ratesPerSecond: readonly number[], stepSeconds: number) => Promise<CapacityStep[]>;

/** Beyond this the generator itself gives in. */
const MOST_PER_SECOND = 20_000;

/**
 * Looks for the highest sustainable rate (measurement.md, rule 10), in one lab that gets warm on the way:
 *
 *   look:   200 ▸ 320 ▸ 512 ▸ … until a step breaks                     (where about is it? and all code has run hot)
 *   climb:  from below what held there, in small steps ▸ … until a step breaks
 *           none broke: on from there ▸     none held: from further below ▸
 *
 * A step whose generator was not in order is not known, and the search ends there: the generator, not the mode, was then
 * the limit.
 */
export async function searchRate(
  search: SearchSize,
  climb: Climb,
): Promise<{ ratePerSecond: number | null; steps: CapacityStep[] }> {
  const { from, look, steps: small, startShare, climbs } = search;
  const first = await climb('look', lookRates(search), look.seconds);
  const all: CapacityStep[] = first.map((step) => ({ ...step, look: true }));
  let start = Math.max(1, (first.findLast(held)?.ratePerSecond ?? from) * startShare);
  let found: number | null = null;
  for (let attempt = 1; attempt <= climbs; attempt++) {
    const most = start * small.factor ** (small.atOnce - 1);
    const climbed = await climb(`climb-${attempt}`, ratesFrom(start, small.factor, most), small.seconds);
    all.push(...climbed);
    const last = climbed.findLastIndex(held); // a smaller one may have had bad luck
    const highest = climbed[last]?.ratePerSecond ?? null;
    const beyond = climbed[last + 1];
    found = highest ?? found;
    if (beyond !== undefined && (found !== null || beyond.outcome.kind === 'unknown')) break;
    if (highest === null) start *= startShare;
    else start = highest * small.factor;
  }
  return { ratePerSecond: found, steps: all };
}

/** Of the look, if no step of it is too much. */
export const lookRates = ({ from, look }: Pick<SearchSize, 'from' | 'look'>): number[] =>
  ratesFrom(from, look.factor, MOST_PER_SECOND);

function ratesFrom(from: number, factor: number, most: number): number[] {
  const rates: number[] = [];
  for (let rate = from; rate <= most * 1.0001; rate *= factor) rates.push(Math.round(rate));
  return rates;
}
