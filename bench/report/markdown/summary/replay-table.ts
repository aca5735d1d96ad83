import type { RunFolder } from '../../../record/read-run.ts';
import type { NotRun, RunFile, Trial } from '../../../record/run-file.ts';
import { voidedBy } from '../../../record/trial-use.ts';
import { outcomeOf } from '../../figures/outcome.ts';
import { type Rebuild, rebuildsOf } from '../../figures/replays.ts';
import { count, listed } from '../format.ts';
import { whyWords } from '../reason-words.ts';
import { modeLabel, outcomeLabel } from '../words.ts';
import { gapLabel } from './gap-words.ts';
import { can, equal, limits, live, time } from './replay-cells.ts';
import { type Column, noFigure, type SummaryRow, type SummaryTable } from './summary-table.ts';

export const replayTitle = 'Replay: what can be rebuilt, and is it the same?';

const columns: Column[] = [
  { head: 'what is rebuilt', sentences: true },
  { head: 'can it?' },
  { head: 'from where', sentences: true },
  { head: 'equal?' },
  { head: 'time' },
  { head: 'live orders: before → meanwhile (ms)' },
  { head: 'limits', sentences: true },
];

/** One row per mode and rebuild: can it be computed again from what the medium kept, how long, at what price? */
export function replayTable({ run }: RunFolder): SummaryTable {
  const replayed = run.trials.filter(({ experiment }) => experiment === 'replay');
  const orders = new Set(replayed.filter(({ replays }) => replays.length > 0).map((trial) => trial.orders.accepted));
  return {
    title: replayTitle,
    note:
      'Can a result be thrown away and computed again from what the medium kept? *Equal* is proved, not claimed: a fingerprint (digest) of what was rebuilt ' +
      'is the one it must be, and no table of the services got or lost a row. Where something is known to be missing the answer is *in part*, whatever the digests say.' +
      (orders.size === 0 ? '' : ` Orders that the history tells of: ${listed([...orders].map(count))}.`),
    columns,
    rows: run.modes.flatMap((mode) => [
      ...named(rebuildsOf(run).filter(({ trial }) => trial.mode === mode)),
      ...cannot(run, mode),
    ]),
    remarks: remarks(run, replayed),
  };
}

/** A rebuild that was made in several trials is numbered. */
function named(rebuilds: Rebuild[]): SummaryRow[] {
  return rebuilds.map((rebuild, index) => {
    const { trial, replay } = rebuild;
    const earlier = rebuilds.slice(0, index).filter((other) => other.replay.name === replay.name).length;
    return {
      label: `${trial.mode}: ${replay.name}${earlier > 0 ? ` (${earlier + 1})` : ''}`,
      cells: [replay.what, can(replay), replay.from, equal(replay), time(rebuild), live(rebuild), limits(replay)],
    };
  });
}

/** Why a mode has no rebuild, so that its absence never reads as a pass. */
function cannot(run: RunFile, mode: NotRun['mode']): SummaryRow[] {
  const row = (answer: string, because: string): SummaryRow => ({
    label: `${mode}: ${modeLabel[mode]}`,
    cells: [noFigure, answer, noFigure, noFigure, noFigure, noFigure, because],
  });
  const gaps = run.notRun.filter((each) => each.experiment === 'replay' && each.mode === mode);
  if (gaps.length > 0) return gaps.map((gap) => row(gap.outcome === 'skipped' ? gapLabel(gap) : 'no', gap.because));
  const trials = run.trials.filter((trial) => trial.experiment === 'replay' && trial.mode === mode);
  if (trials.some(({ replays, drain }) => replays.length > 0 || drain !== null)) return [];
  const judged = trials.flatMap(({ verdicts }) => verdicts.filter(({ check }) => check === 'replay'));
  const because = judged.find(({ outcome }) => outcome === 'not-applicable')?.because;
  return [row(because === undefined ? 'NOT TRIED' : 'no', because ?? 'This run has no rebuild of this mode.')];
}

/** Unreadable messages, trials whose figures are void, and verdicts that did not simply hold. */
function remarks(run: RunFile, replayed: Trial[]): string[] {
  const shown = 5;
  const unreadable = rebuildsOf(run).flatMap(({ trial, replay }) => {
    const more = replay.unreadable.length - shown;
    const list = replay.unreadable
      .slice(0, shown)
      .map((each) => `unreadable in ${trial.mode}, ${replay.name}: ${each}`);
    return more > 0 ? [...list, `and ${more} more in ${trial.mode}, ${replay.name}, listed with the evidence`] : list;
  });
  const doubtful = replayed.flatMap((trial) => {
    const outcome = outcomeOf([trial]);
    const because = trial.verdicts.find((verdict) => verdict.outcome === outcome)?.because;
    return outcome === 'holds' ? [] : [`${trial.id}: ${outcomeLabel[outcome]}: ${because ?? 'nothing was judged'}`];
  });
  const voided = replayed.flatMap((trial) => {
    const why = voidedBy(trial);
    return why === null ? [] : [`void: ${trial.id}: ${whyWords(why)}`];
  });
  const unsettled = replayed.flatMap(({ id, notSteady }) =>
    notSteady ? [`NOT STEADY: ${id}: the load had not settled when measuring began`] : [],
  );
  return [...doubtful, ...unreadable, ...voided, ...unsettled];
}
