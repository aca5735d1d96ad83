import { type Comparison, comparisonBeside, type RatioInterval, ratioInterval } from '../../measure/bootstrap.ts';
import type { ModeName, RunFile, Trial, Variation } from '../../record/run-file.ts';
import { rolesIn, trialsVarying, usable } from './groups.ts';
import { outcomeOf } from './outcome.ts';

/** A figure by which modes may be ranked: it means the same in every mode. Acceptance does not, and is no metric. */
export type Metric = 'completion p50' | 'completion p90' | 'completion p99' | 'orders per core-second';

/** In microseconds, or orders per core-second; null where a trial has none. */
export function figureOf({ latency, ordersPerCoreSecond }: Trial, metric: Metric): number | null {
  switch (metric) {
    case 'completion p50':
      return latency?.completion.p50 ?? null;
    case 'completion p90':
      return latency?.completion.p90 ?? null;
    case 'completion p99':
      return latency?.completion.p99 ?? null;
    case 'orders per core-second':
      return ordersPerCoreSecond;
  }
}

/** What is compared of a trial; null where it has none. */
export type FigureOf = (trial: Trial) => number | null;

const by =
  (metric: Metric): FigureOf =>
  (trial) =>
    figureOf(trial, metric);

/** Two modes by one metric: the ratio a/b over the blocks that have both; null with fewer than two of them. */
export interface RankedPair {
  a: ModeName;
  b: ModeName;
  /** Services that ran for one of the two alone. With any the work was not the same, and there is no ratio (measurement.md, rule 2). */
  unshared: string[];
  interval: RatioInterval | null;
  /** Beside the control of the metric; without one nothing is shown. */
  result: Comparison;
}

export interface RankedMetric {
  metric: Metric;
  /** The A/A pair of the session; null where there was none. */
  control: RatioInterval | null;
  pairs: RankedPair[];
  /** What was resampled: the figures of each mode that has any, block by block. */
  blocks: Partial<Record<ModeName, number[]>>;
}

/** Why no pair may be ranked. */
export type Refusal =
  | { kind: 'unprotected' | 'violated' | 'alone' | 'unequal load' }
  | { kind: 'noisy'; controls: { metric: Metric; control: RatioInterval }[] }
  | { kind: 'unsettled'; unsettled: number; trials: number }
  | { kind: 'uncontrolled'; fewest: number; metrics: Metric[] };

export interface Ranking {
  /** The load of it: the base, or a share of each mode's own capacity. */
  at: { kind: RankedKind; value: number };
  /** Null where pairs may be ranked. The intervals are told either way. */
  refused: Refusal | null;
  /** The A/A control found a difference where there is none: nothing of this session may be ranked, however clear. */
  void: boolean;
  metrics: RankedMetric[];
  /** How much longer the mode that was slowed on purpose took than in its own `again` trials, which are never slowed. */
  slowdown: RatioInterval | null;
}

/** The A/A control of each kind of trials that are ranked. */
export const controls = { base: 'again', share: 'share-again' } as const;
type RankedKind = keyof typeof controls;

/** At the base, and at every share of the own capacity that was measured in more than one block. */
export function rankings(run: RunFile): Ranking[] {
  const shares = [...new Set(trialsVarying(run.trials, 'share').map(({ variation }) => variation?.value ?? 0))];
  return [rank(run), ...shares.map((percent) => rank(run, 'share', percent))].filter((each) => each !== null);
}

/**
 * The modes of a run in pairs, each metric in the same blocks of one load alone; null where there is nothing to rank:
 * a quick run or a single block. A single mode has its A/A control, and no pair. One durability tier, since a run has one.
 */
export function rank(run: RunFile, kind: RankedKind = 'base', value?: number): Ranking | null {
  const of = (some: Variation['kind']) =>
    trialsVarying(run.trials, some).filter(({ variation }) => value === undefined || variation?.value === value);
  const base = of(kind);
  const again = of(controls[kind]);
  const modes = run.modes.filter((mode) => base.some((trial) => trial.mode === mode));
  const blocks = new Set(base.map(({ block }) => block)).size;
  if (run.profile === 'quick' || blocks < 2) return null;
  const comparable = modes.filter((mode) => run.brokerOwned?.[mode] !== false);
  const byName = (mode: ModeName) => base.filter((trial) => trial.mode === mode);
  const metrics = (['completion p50', tailOf(base), 'orders per core-second'] as const).map((metric): RankedMetric => {
    const control = controlOf(run, metric, base, again);
    return {
      metric,
      control,
      pairs: pairsOf(comparable).map(([a, b]) => {
        const unshared = unsharedRoles(byName(a), byName(b));
        const interval =
          unshared.length > 0
            ? null
            : pairedInterval(byBlock(byName(a), by(metric)), byBlock(byName(b), by(metric)), run.seed);
        return { a, b, unshared, interval, result: resultOf(interval, control) };
      }),
      blocks: Object.fromEntries(
        modes.map((mode) => {
          const sorted = usable(byName(mode)).sort((x, y) => x.block - y.block);
          return [mode, sorted.flatMap((trial) => figureOf(trial, metric) ?? [])];
        }),
      ),
    };
  });
  const condemned = metrics.some(({ control }) => control !== null && condemns(control));
  const slowdown = kind === 'base' ? slowdownOf(run) : null;
  const at = { kind, value: base[0]?.variation?.value ?? 0 };
  return { at, refused: refusal(run, kind, base, metrics), void: condemned, metrics, slowdown };
}

const resultOf = (interval: RatioInterval | null, control: RatioInterval | null): Comparison =>
  interval === null || control === null ? 'no difference shown' : comparisonBeside(interval, control);

/** p99 where each of these trials has the 10,000 samples it needs, else p90, which needs 1000. */
function tailOf(trials: Trial[]): Metric {
  const every = trials.length > 0 && trials.every((trial) => figureOf(trial, 'completion p99') !== null);
  return every ? 'completion p99' : 'completion p90';
}

/** With fewer the control cannot fail, or would by chance alone; below six it voids more readily than it should, never less. */
export const FEWEST_PAIRS = 3;

/** Where more of the trials had not settled, what is compared is mostly how the modes warm up. */
const MOST_UNSETTLED = 0.5;

function refusal(run: RunFile, kind: RankedKind, base: Trial[], metrics: RankedMetric[]): Refusal | null {
  const noisy = metrics.flatMap(({ metric, control }) =>
    control !== null && condemns(control) ? [{ metric, control }] : [],
  );
  const uncontrolled = metrics.filter(({ control }) => (control?.blocks ?? 0) < FEWEST_PAIRS);
  if (run.without.length > 0) return { kind: 'unprotected' };
  if (outcomeOf(base) === 'violated') return { kind: 'violated' };
  if (new Set(base.map(({ mode }) => mode)).size < 2) return { kind: 'alone' };
  if (kind === 'base' && new Set(base.map(({ load }) => load?.ratePerSecond)).size > 1) return { kind: 'unequal load' };
  if (noisy.length > 0) return { kind: 'noisy', controls: noisy };
  const trials = usable(base);
  const unsettled = trials.filter(({ notSteady }) => notSteady).length;
  if (unsettled > MOST_UNSETTLED * trials.length) return { kind: 'unsettled', unsettled, trials: trials.length };
  return uncontrolled.length === 0
    ? null
    : { kind: 'uncontrolled', fewest: FEWEST_PAIRS, metrics: uncontrolled.map(({ metric }) => metric) };
}

/** Services that ran in the trials of one side alone; none where a side was never sampled. */
function unsharedRoles(a: Trial[], b: Trial[]): string[] {
  const [left, right] = [rolesIn(a), rolesIn(b)];
  if (left.size === 0 || right.size === 0) return [];
  return [...[...left].filter((role) => !right.has(role)), ...[...right].filter((role) => !left.has(role))];
}

function pairsOf(modes: ModeName[]): [ModeName, ModeName][] {
  return modes.flatMap((a, index) => modes.slice(index + 1).map((b): [ModeName, ModeName] => [a, b]));
}

/** The figure of each block that has a usable one; the ratio of a figure that is not above zero means nothing. */
export function byBlock(trials: Trial[], of: FigureOf): Map<number, number> {
  return new Map(
    usable(trials).flatMap((trial) => {
      const figure = of(trial);
      return figure === null || figure <= 0 ? [] : [[trial.block, figure] as const];
    }),
  );
}

/** The 95% interval of `a`/`b` over the blocks that have both; null with fewer than two of them. */
export function pairedInterval(a: Map<number, number>, b: Map<number, number>, seed: number): RatioInterval | null {
  const blocks = [...a.keys()].filter((block) => b.has(block)).sort((x, y) => x - y);
  if (blocks.length < 2) return null;
  const of = (figures: Map<number, number>) => blocks.flatMap((block) => figures.get(block) ?? []);
  return ratioInterval(of(a), of(b), seed);
}

/**
 * What the noise alone does (measurement.md, rule 9): the base trials over the same mode's `again` trials of the same
 * block, an A/A pair. Null with fewer than two pairs. A mode slowed on purpose is no A/A pair.
 */
export function controlOf(
  run: RunFile,
  metric: Metric,
  base = trialsVarying(run.trials, 'base'),
  again = trialsVarying(run.trials, 'again'),
): RatioInterval | null {
  const unslowed = again.filter(({ mode }) => mode !== run.slowed?.mode);
  return overAgain(base, unslowed, by(metric), run.seed);
}

function slowdownOf(run: RunFile): RatioInterval | null {
  const again = trialsVarying(run.trials, 'again').filter(({ mode }) => mode === run.slowed?.mode);
  return overAgain(trialsVarying(run.trials, 'base'), again, by('completion p50'), run.seed);
}

/** Trials over those that did the same once more, of the same mode in the same block; null with fewer than two pairs. */
export function overAgain(base: Trial[], all: Trial[], of: FigureOf, seed: number): RatioInterval | null {
  const again = usable(all);
  const same = (a: Trial, b: Trial) => a.mode === b.mode && a.block === b.block;
  const first = base.filter((trial) => again.some((each) => same(trial, each)));
  return pairedInterval(byBlock(first, of), byBlock(again, of), seed);
}

/** The interval excludes 1: the session's noise alone would have ranked a mode against itself. */
export function condemns(control: RatioInterval): boolean {
  return control.low > 1 || control.high < 1;
}
