import type { RatioInterval } from '../../measure/bootstrap.ts';
import { sum } from '../../measure/sums.ts';
import { type Door, type DoorCell, doors } from '../../record/door-cell.ts';
import type { RunFolder } from '../../record/read-run.ts';
import type { ModeName, Trial } from '../../record/run-file.ts';
import { type Controls, controlsOf } from './controls.ts';
import { type ModeTrials, mergedFigures, usable } from './groups.ts';
import { outcomeOf } from './outcome.ts';
import { byBlock, type FigureOf, pairedInterval } from './ranking.ts';

/** What is compared with the way without a door: in one mode, so that acceptance is the same event on both sides. */
export const doorMetrics = ['acceptance p50', 'completion p50', 'CPU per order'] as const;
export type DoorMetric = (typeof doorMetrics)[number];

/** Orders of one mode that went one way. */
export interface DoorFigures {
  mode: ModeName;
  door: Door;
  trials: Trial[];
  used: Trial[];
  outcome: ModeTrials['outcome'];
  /** Of all blocks as one set, microseconds; null where no figure may be used. */
  acceptance: ReturnType<typeof mergedFigures>;
  completion: ReturnType<typeof mergedFigures>;
  /** Of services, broker and gateway, in milliseconds per order, and of the gateway alone: the mean of the blocks. */
  cpuMs: number | null;
  gatewayMs: number | null;
  /** So many times the way without a door, over the blocks that have both; null with fewer than two of them, and for that way itself. */
  times: Record<DoorMetric, RatioInterval | null>;
}

/** The way without a door is the one that is controlled. */
export interface GatewayFigures extends Controls<DoorMetric> {
  modes: ModeName[];
  cells: DoorFigures[];
  versions: string[];
}

type Told = Trial & { door: DoorCell };

/** The gateway experiment; null where the run has none. */
export function gatewayFiguresOf(folder: RunFolder): GatewayFigures | null {
  const { run } = folder;
  const trials = run.trials.filter((trial): trial is Told => trial.door !== undefined);
  if (trials.length === 0) return null;
  const of = (mode: ModeName, door: Door) =>
    trials.filter((trial) => trial.mode === mode && trial.door.door === door && !trial.door.again);
  const modes = run.modes.filter((mode) => trials.some((trial) => trial.mode === mode));
  const direct = run.modes.flatMap((mode) => of(mode, 'direct'));
  const again = trials.filter(({ door }) => door.again);
  return {
    modes,
    cells: modes.flatMap((mode) =>
      doors.map((door) => cellOf(folder, { mode, door }, of(mode, door), of(mode, 'direct'))),
    ),
    ...controlsOf(figureOf, modes, direct, again, run.seed),
    versions: [...new Set(trials.flatMap(({ door }) => door.version ?? []))],
  };
}

function cellOf(
  folder: RunFolder,
  way: Pick<DoorFigures, 'mode' | 'door'>,
  trials: Trial[],
  direct: Trial[],
): DoorFigures {
  const used = usable(trials);
  const times = (metric: DoorMetric) =>
    way.door === 'direct'
      ? null
      : pairedInterval(byBlock(trials, figureOf[metric]), byBlock(direct, figureOf[metric]), folder.run.seed);
  return {
    ...way,
    trials,
    used,
    outcome: outcomeOf(trials),
    acceptance: mergedFigures(folder, used, 'acceptance'),
    completion: mergedFigures(folder, used, 'completion'),
    cpuMs: meanOf(used.flatMap((trial) => cpuMsOf(trial) ?? [])),
    gatewayMs: meanOf(used.flatMap((trial) => gatewayMsOf(trial) ?? [])),
    times: {
      'acceptance p50': times('acceptance p50'),
      'completion p50': times('completion p50'),
      'CPU per order': times('CPU per order'),
    },
  };
}

const cpuMsOf = ({ ordersPerCoreSecond }: Trial): number | null =>
  ordersPerCoreSecond === null || ordersPerCoreSecond <= 0 ? null : 1000 / ordersPerCoreSecond;

const figureOf: Record<DoorMetric, FigureOf> = {
  'acceptance p50': ({ latency, acceptanceVoid }) => (acceptanceVoid ? null : (latency?.acceptance.p50 ?? null)),
  'completion p50': ({ latency }) => latency?.completion.p50 ?? null,
  'CPU per order': cpuMsOf,
};

/** Of the orders completed in the window, as the CPU of all is counted. */
function gatewayMsOf({ resources, goodputPerSecond, load }: Trial): number | null {
  const own = resources.filter(({ process }) => process === 'gateway');
  const orders = (goodputPerSecond ?? 0) * (load?.seconds ?? 0);
  return own.length === 0 || orders === 0 ? null : (1000 * sum(own, ({ cpuSeconds }) => cpuSeconds)) / orders;
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sum(values, (value) => value) / values.length;
