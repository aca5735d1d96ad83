import { comparisonOf, ratioInterval } from '../../measure/bootstrap.ts';
import { geometricMean } from '../../measure/sums.ts';
import type { ModeName, RunFile } from '../../record/run-file.ts';
import type { Metric } from '../../report/figures/ranking.ts';
import { apart } from './apart.ts';
import { type ComparedRow, type ComparedRuns, comparedBy, concluded } from './compare-runs.ts';
import { sessionFigures } from './session-figures.ts';

/**
 * Runs of A and of B that were measured in turn: the first of A and the first of B, one after the other, then the second
 * of each, and so on. Every such pair is a block of its own, since a machine that drifts from hour to hour drifts for both of
 * them; so nothing else has to be known of the noise between sessions. Throws when there are not as many of each.
 */
export function compareInTurn(as: readonly RunFile[], bs: readonly RunFile[]): ComparedRuns {
  if (as.length !== bs.length) throw new Error(`Name as many runs of A as of B; got ${as.length} and ${bs.length}.`);
  const [first] = as;
  if (!first) throw new Error('Name at least one run of A and one of B.');
  const others = [...as.slice(1), ...bs];
  const modes = first.modes.filter((mode) => others.every((run) => run.modes.includes(mode)));
  const found = others.map((run) => apart(first, run, modes));
  const refusals = new Set(found.flatMap((each) => each.refusals));
  if (modes.length === 0) refusals.add('no mode is in all runs');
  if (!inTurn(as, bs)) refusals.add('the runs of A and B were not measured in turn');
  const rows = modes.flatMap((mode) => comparedBy.map((metric) => rowOf(as, bs, mode, metric)));
  const notes = [...new Set(found.flatMap((each) => each.notes))];
  return concluded({ modes, refusals: [...refusals], notes, rows, pairs: as.length });
}

/** Both runs of a pair were over before a run of the next one began. */
function inTurn(as: readonly RunFile[], bs: readonly RunFile[]): boolean {
  const starts = as.map((a, index) => [a.startedAt, bs[index]?.startedAt ?? ''].toSorted());
  return starts.every(([, later = ''], index) => later < (starts[index + 1]?.[0] ?? '9'));
}

function rowOf(as: readonly RunFile[], bs: readonly RunFile[], mode: ModeName, metric: Metric): ComparedRow {
  const figure = (run: RunFile | undefined) => {
    const { figures } = run ? sessionFigures(run, mode, metric) : { figures: [] };
    return figures.length === 0 ? null : geometricMean(figures);
  };
  const pairs = as.flatMap((run, index) => {
    const [a, b] = [figure(run), figure(bs[index])];
    return a === null || b === null ? [] : [{ a, b }];
  });
  const [a, b] = [pairs.map((pair) => pair.a), pairs.map((pair) => pair.b)];
  if (pairs.length < 2) {
    const because = 'fewer than two pairs of runs have this figure';
    return { mode, metric, a: null, b: null, interval: null, result: 'no difference shown', because };
  }
  const interval = ratioInterval(b, a, as[0]?.seed ?? 1);
  const because = interval.conclusive ? null : 'fewer than six pairs of runs have this figure';
  return { mode, metric, a: geometricMean(a), b: geometricMean(b), interval, result: comparisonOf(interval), because };
}
