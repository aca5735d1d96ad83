import type { RunFolder } from '../../../record/read-run.ts';
import type { ModeName, Trial } from '../../../record/run-file.ts';
import { usable } from '../../figures/groups.ts';
import { latencyFigures } from '../../figures/latency-figures.ts';
import { figure, plural } from '../format.ts';
import { unusedFigure } from './mode-row.ts';

/** What a protection costs while nothing goes wrong. Each cell: without it → with it, and the change in percent. */
export interface CostRow {
  protection: string;
  mode: ModeName;
  perCoreSecond: string;
  completionP50: string;
  repetitions: string;
}

/** One row per mode and protection that was left out for the comparison. */
export function costRows(folder: RunFolder): CostRow[] {
  const { modes, trials } = folder.run;
  const costs = trials.filter((trial) => trial.kind === 'cost');
  const names = [...new Set(costs.map(({ without }) => without.join(', ')).filter((name) => name !== ''))];
  return names.flatMap((protection) =>
    modes.flatMap((mode) => {
      const own = costs.filter((trial) => trial.mode === mode);
      const off = own.filter(({ without }) => without.join(', ') === protection);
      const on = own.filter(({ without }) => without.length === 0);
      return off.length === 0 || on.length === 0 ? [] : [rowOf(folder, protection, mode, off, on)];
    }),
  );
}

function rowOf(folder: RunFolder, protection: string, mode: ModeName, off: Trial[], on: Trial[]): CostRow {
  const [without, withIt] = [usable(off), usable(on)];
  const repetitions = `${without.length} without, ${withIt.length} with`;
  if (without.length === 0 || withIt.length === 0) {
    const unused = unusedFigure([...off, ...on]);
    return { protection, mode, perCoreSecond: unused, completionP50: unused, repetitions };
  }
  const perCoreSecond = (of: Trial[]) => of.flatMap(({ ordersPerCoreSecond }) => ordersPerCoreSecond ?? []);
  const medians = (of: Trial[]) => of.flatMap(({ latency }) => latency?.completion.p50 ?? []).map((us) => us / 1000);
  const merged = (of: Trial[]) => {
    const p50 = latencyFigures(folder, of, 'completion')?.p50 ?? null;
    return p50 === null ? null : p50 / 1000;
  };
  return {
    protection,
    mode,
    perCoreSecond: change(
      { value: middle(perCoreSecond(without)), repeated: perCoreSecond(without) },
      { value: middle(perCoreSecond(withIt)), repeated: perCoreSecond(withIt) },
      '',
    ),
    completionP50: change(
      { value: merged(without), repeated: medians(without) },
      { value: merged(withIt), repeated: medians(withIt) },
      ' ms',
    ),
    repetitions: without.length === withIt.length ? `${plural(withIt.length, 'repetition')} each` : repetitions,
  };
}

const FEWEST = 4;

/** One figure of all repetitions, and that of each. */
interface Repeated {
  value: number | null;
  repeated: number[];
}

/** A change is shown only where the repetitions of the two lie wholly apart, and there are enough for that to be no chance. */
function change(without: Repeated, withIt: Repeated, unit: string): string {
  if (without.value === null || withIt.value === null || without.value === 0) return 'n/a';
  const percent = (100 * (withIt.value - without.value)) / without.value;
  const size = Math.abs(percent).toFixed(Math.abs(percent) < 10 ? 1 : 0);
  const noise = apart(without.repeated, withIt.repeated) ? '' : ', not shown';
  return `${figure(without.value)} → ${figure(withIt.value)}${unit} (${percent <= -0.05 ? '−' : '+'}${size}%${noise})`;
}

/** Lying apart by chance alone has the probability 2/C(n+m, n): below 5% from four repetitions each (Mann and Whitney 1947). */
function apart(a: number[], b: number[]): boolean {
  if (Math.min(a.length, b.length) < FEWEST) return false;
  return Math.max(...a) < Math.min(...b) || Math.max(...b) < Math.min(...a);
}

/** The median: one disturbed repetition must not speak for all. */
function middle(values: number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  if (sorted.length === 0) return null;
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
}
