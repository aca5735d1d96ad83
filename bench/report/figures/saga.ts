import type { RatioInterval } from '../../measure/bootstrap.ts';
import { samplesNeeded } from '../../measure/percentiles.ts';
import type { ModeName, RunFile, Trial } from '../../record/run-file.ts';
import { type SagaCell, type SagaFigures, type Shape, shapes } from '../../record/saga-cell.ts';
import { type Controls, controlsOf } from './controls.ts';
import { usable } from './groups.ts';
import { byBlock, type FigureOf, pairedInterval } from './ranking.ts';

/** What is compared between the two shapes of one mode. */
export const sagaMetrics = ['completion p50', 'messages per order', 'CPU per order'] as const;
type SagaMetric = (typeof sagaMetrics)[number];

/** One shape in one mode, block by block. */
interface ShapeOf {
  mode: ModeName;
  shape: Shape;
  trials: Trial[];
  /** Those whose figures may be used. */
  blocks: SagaCell[];
}

/** One shape of each mode that carries both is the one that is controlled. */
export interface SagaOfRun extends Controls<SagaMetric> {
  ratePerSecond: number;
  cells: ShapeOf[];
  /** Orchestrated as so many times choreographed; null with fewer than two blocks that have both. */
  ratios: { mode: ModeName; metric: SagaMetric; interval: RatioInterval | null }[];
}

type Told = Trial & { saga: SagaCell };

/** The saga experiment; null where the run has none. */
export function sagaOf({ modes, trials, seed }: RunFile): SagaOfRun | null {
  const told = trials.filter((trial): trial is Told => trial.saga !== undefined);
  const [first] = told;
  if (first === undefined) return null;
  const of = (mode: ModeName, shape: Shape) =>
    told.filter((trial) => trial.mode === mode && trial.saga.shape === shape && !trial.saga.again);
  const cells = modes.flatMap((mode) =>
    shapes.flatMap((shape) => {
      const own = of(mode, shape);
      return own.length === 0
        ? []
        : [{ mode, shape, trials: own, blocks: usable(own).flatMap(({ saga }) => saga ?? []) }];
    }),
  );
  const again = told.filter(({ saga }) => saga.again);
  const both = modes.filter((mode) => shapes.every((shape) => of(mode, shape).length > 0));
  return {
    ratePerSecond: first.load?.ratePerSecond ?? 0,
    cells,
    ...controlsOf(
      figureOf,
      both,
      told.filter(({ saga }) => !saga.again && again.some((twin) => twin.saga.shape === saga.shape)),
      again,
      seed,
    ),
    ratios: both.flatMap((mode) =>
      sagaMetrics.map((metric) => ({
        mode,
        metric,
        interval: pairedInterval(
          byBlock(of(mode, 'orchestrated'), figureOf[metric]),
          byBlock(of(mode, 'choreographed'), figureOf[metric]),
          seed,
        ),
      })),
    ),
  };
}

const quantiles: { [Of in keyof SagaFigures]?: number } = { completionP50Ms: 0.5, completionP90Ms: 0.9 };

/** How many orders the quantiles of a block are of; older runs tell only how many were stored. */
export const samplesOf = ({ samples, orders }: SagaFigures): number => samples ?? orders;

/** One figure of a block; null: there is none, or it is a quantile of too few orders (measurement.md, rule 7). */
export function toldOf(figures: SagaFigures, of: keyof SagaFigures): number | null {
  const quantile = quantiles[of];
  const enough = quantile === undefined || samplesOf(figures) >= samplesNeeded(quantile);
  return enough ? (figures[of] ?? null) : null;
}

/** Whether it is one that too few orders can withhold. */
export const isQuantile = (of: keyof SagaFigures): boolean => of in quantiles;

const figureOf: Record<SagaMetric, FigureOf> = {
  'completion p50': ({ saga }) => (saga ? toldOf(saga.figures, 'completionP50Ms') : null),
  'messages per order': ({ saga }) => saga?.figures.messagesPerOrder ?? null,
  'CPU per order': ({ saga }) => (saga ? saga.figures.cpuMsPerOrder + saga.figures.brokerCpuMsPerOrder : null),
};
