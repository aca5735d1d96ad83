import type { RatioInterval } from './bootstrap.ts';
import { normalCdf, studentT975 } from './bootstrap.ts';
import { seededRandom } from './random.ts';

/** One session: the figure of each block, and the log ratios of its A/A pairs, which are 0 but for its noise. */
export interface SessionFigures {
  figures: readonly number[];
  noise: readonly number[];
}

const RESAMPLES = 4000;
const FEWEST_BLOCKS = 6;

/**
 * The 95% interval of `b`/`a`, measured in two sessions: there are no common blocks, so the blocks of each are resampled
 * on their own (Hesterberg, "What Teachers Should Know About the Bootstrap", The American Statistician 69 (2015), two
 * samples, expanded percentile interval with Student's t of the smaller sample; whole blocks, as the highest level of
 * repetition: Kalibera and Jones, "Rigorous Benchmarking in Reasonable Time", ISMM 2013).
 *
 * Blocks cannot show what sets whole sessions apart, so each resample also draws, for each session, the mean of its A/A
 * log ratios with a random sign, over √2 since both halves of a pair carry noise. That widening is the lab's own: it
 * makes the interval about √2 as wide for independent noise, and covers a drift between the sessions as large as the
 * one their A/A pairs show. It cannot cover a larger one. Throws a RangeError with fewer than two blocks in either, no
 * noise, or a figure not above zero.
 */
export function unpairedInterval(a: SessionFigures, b: SessionFigures, seed: number): RatioInterval {
  const [logsA, logsB] = [logsOf(a), logsOf(b)];
  const n = Math.min(logsA.length, logsB.length);
  const random = seededRandom(seed, 'unpaired');
  const noise = (of: SessionFigures) => (meanOfDrawn(of.noise, random) * (random() < 0.5 ? -1 : 1)) / Math.SQRT2;
  const draws = Float64Array.from(
    { length: RESAMPLES },
    () => meanOfDrawn(logsB, random) - meanOfDrawn(logsA, random) + noise(a) + noise(b),
  ).sort();
  const tail = normalCdf(-studentT975(n - 1) * Math.sqrt(n / (n - 1)));
  const below = Math.floor(tail * (RESAMPLES - 1));
  return {
    ratio: Math.exp(mean(logsB) - mean(logsA)),
    low: Math.exp(draws[below] ?? Number.NaN),
    high: Math.exp(draws[RESAMPLES - 1 - below] ?? Number.NaN),
    blocks: n,
    conclusive: n >= FEWEST_BLOCKS,
  };
}

function logsOf({ figures, noise }: SessionFigures): number[] {
  if (figures.length < 2) throw new RangeError(`expected at least 2 blocks, got ${figures.length}`);
  if (noise.length === 0) throw new RangeError('expected at least one A/A pair, got none');
  const wrong = figures.find((figure) => !(figure > 0 && Number.isFinite(figure)));
  if (wrong !== undefined) throw new RangeError(`expected figures above zero, got ${wrong}`);
  return figures.map(Math.log);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function meanOfDrawn(values: readonly number[], random: () => number): number {
  let sum = 0;
  for (let drawn = 0; drawn < values.length; drawn++) sum += values[Math.floor(random() * values.length)] ?? 0;
  return sum / values.length;
}
