import { type Comparison, comparisonOf, type RatioInterval } from '../../../measure/bootstrap.ts';
import type { ModeName, RunFile, Trial } from '../../../record/run-file.ts';
import { listed } from '../../markdown/format.ts';
import { variationsOf } from '../groups.ts';
import { outcomeOf } from '../outcome.ts';
import { byBlock, pairedInterval } from './by-block.ts';
import { condemns, controlOf } from './control.ts';
import { ratioWords } from './interval-words.ts';
import { completionP50, efficiency, type Metric, tailOf } from './metric.ts';

/** Two modes by one metric: the ratio a/b over the blocks that have both; null with fewer than two of them. */
export interface RankedPair {
  a: ModeName;
  b: ModeName;
  interval: RatioInterval | null;
  result: Comparison;
}

interface RankedMetric {
  metric: Metric;
  /** The A/A pair of the session; null where there was none. */
  control: RatioInterval | null;
  pairs: RankedPair[];
}

export interface Ranking {
  /** Why no pair may be ranked, in a sentence; null when pairs may. The intervals are told either way. */
  refused: string | null;
  /** The A/A control found a difference where there is none: nothing of this session may be ranked, however clear. */
  void: boolean;
  metrics: RankedMetric[];
}

/**
 * The modes of a run in pairs, each metric in the same blocks of the base alone; null where there is nothing to rank:
 * a quick run or a single block. A single mode has its A/A control, and no pair. One durability tier, since a run has one.
 */
export function rank(run: RunFile): Ranking | null {
  const base = variationsOf(run, 'base').flatMap(({ trials }) => trials);
  const modes = run.modes.filter((mode) => base.some((trial) => trial.mode === mode));
  const blocks = new Set(base.map(({ block }) => block)).size;
  if (run.profile === 'quick' || blocks < 2) return null;
  const comparable = modes.filter((mode) => run.brokerOwned?.[mode] !== false);
  const metrics = [completionP50, tailOf(base), efficiency].map(
    (metric): RankedMetric => ({
      metric,
      control: controlOf(run, metric),
      pairs: pairsOf(comparable).map(([a, b]) => {
        const of = (mode: ModeName) =>
          byBlock(
            base.filter((trial) => trial.mode === mode),
            metric,
          );
        const interval = pairedInterval(of(a), of(b), run.seed);
        return { a, b, interval, result: interval === null ? 'no difference shown' : comparisonOf(interval) };
      }),
    }),
  );
  const condemned = metrics.some(({ control }) => control !== null && condemns(control));
  return { refused: refusal(run, base, metrics), void: condemned, metrics };
}

/** With fewer the control cannot fail, or would by chance alone; below six it voids more readily than it should, never less. */
const FEWEST_PAIRS = 3;

function refusal(run: RunFile, base: Trial[], metrics: RankedMetric[]): string | null {
  if (run.without.length > 0) return `a protection was switched off (${listed(run.without)})`;
  if (outcomeOf(base) === 'violated') return 'a check was violated in the very trials that would be ranked';
  if (new Set(base.map(({ mode }) => mode)).size < 2) return 'only one mode was measured';
  if (new Set(base.map(({ load }) => load?.ratePerSecond)).size > 1) return 'the base trials were not under one load';
  const noisy = metrics.filter(({ control }) => control !== null && condemns(control));
  if (noisy.length > 0) {
    const how = noisy.map(({ metric, control }) => `${metric.name} ${control === null ? '' : ratioWords(control)}`);
    return `the A/A control, one mode against itself, shows a difference where there is none (${listed(how)})`;
  }
  const uncontrolled = metrics.filter(({ control }) => (control?.blocks ?? 0) < FEWEST_PAIRS);
  if (uncontrolled.length > 0) {
    return `fewer than ${FEWEST_PAIRS} blocks have an A/A control for ${listed(uncontrolled.map(({ metric }) => metric.name))}`;
  }
  return null;
}

function pairsOf(modes: ModeName[]): [ModeName, ModeName][] {
  return modes.flatMap((a, index) => modes.slice(index + 1).map((b): [ModeName, ModeName] => [a, b]));
}
