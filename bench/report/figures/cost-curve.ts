import type { ModeName } from '../../record/run-file.ts';
import type { EfficiencyFigures } from './efficiency.ts';

/** What an order costs one mode in CPU over the load: milliseconds of a core. */
export interface ModeCosts {
  /** At the lowest and at the highest load that came to all modes alike. */
  lowest: number;
  highest: number;
  /** At the rates that its own searches held, and their mean; null: not measured. Each mode has another, so no ratio of it means anything. */
  own: { cost: number; perSecond: number } | null;
  /** As so many times the first mode at one load; null: this is the first one, or a process ran for one of the two alone. */
  times: { least: number; most: number } | null;
  /** A process ran for it, or for the first mode, alone: their orders were not the same work. */
  otherWork: boolean;
}

export interface CostCurve {
  /** Completed per second, of the first mode. */
  lowestPerSecond: number;
  highestPerSecond: number;
  /** One for each mode. */
  modes: ModeCosts[];
}

/** Loads of two modes that differ by less are the same. */
const SAME_LOAD = 0.03;

/**
 * The ends of the curve of measurement.md, rule 15: one low rate would tell what a broker does while idle. Null where the
 * modes have no two loads in common.
 */
export function costCurveOf({ points }: EfficiencyFigures, names: readonly ModeName[]): CostCurve | null {
  const own = names.map((name) => points.filter(({ mode }) => mode === name));
  const [first = []] = own;
  const shared = first
    .filter(({ variation: { kind } }) => !atCapacity(kind))
    .flatMap(({ perSecond }) => {
      const near = own.map((each) =>
        each.find((point) => !atCapacity(point.variation.kind) && isSame(point.perSecond, perSecond)),
      );
      const costs = near.flatMap((point) => (point ? [costOf(point)] : []));
      return costs.length === names.length ? [{ perSecond, costs }] : [];
    });
  const [lowest, highest] = [shared[0], shared.at(-1)];
  if (lowest === undefined || highest === undefined || lowest === highest) return null;
  const alone = own.map((each) => each.some((point) => point.alone > 0));
  return {
    lowestPerSecond: lowest.perSecond,
    highestPerSecond: highest.perSecond,
    modes: names.map((_, index): ModeCosts => {
      const of = (costs: readonly number[]) => costs[index] ?? 0;
      const otherWork = index > 0 && (alone[0] === true || alone[index] === true);
      const times = shared.map(({ costs }) => of(costs) / (costs[0] ?? 1));
      const searched = own[index]?.find(({ variation: { kind } }) => kind === 'capacity');
      return {
        lowest: of(lowest.costs),
        highest: of(highest.costs),
        own: searched ? { cost: costOf(searched), perSecond: searched.perSecond } : null,
        otherWork,
        times: index === 0 || otherWork ? null : { least: Math.min(...times), most: Math.max(...times) },
      };
    }),
  };
}

const atCapacity = (kind: string) => kind === 'capacity' || kind === 'sustain';
const isSame = (a: number, b: number) => Math.abs(a / b - 1) < SAME_LOAD;
const costOf = ({ ordersPerCoreSecond }: EfficiencyFigures['points'][number]) => 1000 / ordersPerCoreSecond;
