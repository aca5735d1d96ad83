import { type Comparison, comparisonOf, type RatioInterval } from '../../measure/bootstrap.ts';
import { geometricMean } from '../../measure/sums.ts';
import { type SessionFigures, unpairedInterval } from '../../measure/unpaired-interval.ts';
import type { ModeName, RunFile } from '../../record/run-file.ts';
import { condemns, controlOf, type Metric } from '../../report/figures/ranking.ts';
import { ratioWords } from '../../report/words/format.ts';
import { apart } from './apart.ts';
import { sessionFigures } from './session-figures.ts';

/** One mode by one metric in two runs. */
export interface ComparedRow {
  mode: ModeName;
  metric: Metric;
  /** Geometric mean over blocks, in the metric's own unit; null where there is none. */
  a: number | null;
  b: number | null;
  /** Of b/a; null where it could not be computed. */
  interval: RatioInterval | null;
  result: Comparison;
  /** Why nothing can be shown; null where the interval decides. */
  because: string | null;
}

export interface ComparedRuns {
  /** Modes in both runs; the rest is named in `notes`. */
  modes: ModeName[];
  /** Reasons not to compare at all; empty: comparable. */
  refusals: string[];
  notes: string[];
  rows: ComparedRow[];
  /** How many pairs of runs measured in turn; 0: two runs, each on its own. */
  pairs: number;
  /** `inconclusive`: no difference is shown, but not every row could be judged: a void session, too few blocks or pairs. */
  outcome: 'no difference shown' | 'difference' | 'inconclusive' | 'not comparable';
}

/** What runs are compared by. */
export const comparedBy: Metric[] = ['completion p50', 'orders per core-second'];

/** Fewer A/A pairs tell nothing of the noise. */
const FEWEST_PAIRS = 3;

/** Two runs side by side: every mode of both, by completion p50 and orders per core-second. */
export function compareRuns(a: RunFile, b: RunFile): ComparedRuns {
  const modes = a.modes.filter((mode) => b.modes.includes(mode));
  const alone = [...a.modes, ...b.modes].filter((mode) => !modes.includes(mode));
  const { refusals, notes } = apart(a, b, modes);
  if (modes.length === 0) refusals.push('no mode is in both runs');
  const rows = modes.flatMap((mode) => comparedBy.map((metric) => compareMode(a, b, mode, metric)));
  const told = [...notes, ...alone.map((mode) => `${mode} is in one run alone and is left out`)];
  return concluded({ modes, refusals, notes: told, rows, pairs: 0 });
}

/** With what follows from the rows. */
export function concluded(compared: Omit<ComparedRuns, 'outcome'>): ComparedRuns {
  const { refusals, rows } = compared;
  const differs = rows.some(({ result }) => result !== 'no difference shown');
  const open = rows.some(({ because }) => because !== null);
  const outcome = differs ? 'difference' : open ? 'inconclusive' : 'no difference shown';
  return { ...compared, outcome: refusals.length > 0 ? 'not comparable' : outcome };
}

function compareMode(a: RunFile, b: RunFile, mode: ModeName, metric: Metric): ComparedRow {
  const [one, other] = [sessionFigures(a, mode, metric), sessionFigures(b, mode, metric)];
  const row = { mode, metric, a: meanOf(one), b: meanOf(other) };
  const because = lacking('A', one) ?? lacking('B', other) ?? noisy('A', a, metric) ?? noisy('B', b, metric);
  if (because !== null) return { ...row, interval: null, result: 'no difference shown', because };
  const interval = unpairedInterval(one, other, a.seed);
  const few = interval.conclusive ? null : 'fewer than six blocks in one of the runs';
  return { ...row, interval, result: comparisonOf(interval), because: few };
}

function lacking(name: string, { figures, noise }: SessionFigures): string | null {
  if (figures.length < 2) return `run ${name} has fewer than two blocks with this figure`;
  return noise.length < FEWEST_PAIRS
    ? `run ${name} has fewer than ${FEWEST_PAIRS} A/A pairs, so its noise is not known`
    : null;
}

/** A session whose A/A control excludes 1 shows nothing by that metric (measurement.md, rule 9). */
function noisy(name: string, run: RunFile, metric: Metric): string | null {
  const control = controlOf(run, metric);
  if (control === null || !condemns(control)) return null;
  return `session ${name} is void, its A/A control of ${metric} excludes 1: ${ratioWords(control)}; run it again`;
}

const meanOf = ({ figures }: SessionFigures): number | null => (figures.length === 0 ? null : geometricMean(figures));
