import { faultTitle } from '../../../faults/all.ts';
import type { RunFolder } from '../../../record/read-run.ts';
import type { ModeName, Trial } from '../../../record/run-file.ts';
import { type TrialGroup, trialsOf } from '../../figures/groups.ts';
import { count, rate } from '../format.ts';
import { gapWords } from './gap-words.ts';
import { steadyRows, voidRemarks } from './mode-row.ts';
import { orderRows, requestRows } from './request-rows.ts';
import { noFigure, type SummaryRow, type SummaryTable } from './summary-table.ts';
import { timelineRows } from './timeline-rows.ts';
import { verdictRow } from './verdict-row.ts';

/**
 * What the client saw under one fault, how the backlog grew and drained, and what became of every order. Figures are
 * those of the first block: blocks are seeds, and a sum over seeds is nobody's experience.
 */
export function faultTable(folder: RunFolder, group: TrialGroup): SummaryTable {
  const { modes, notRun } = folder.run;
  const earliest = Math.min(...group.trials.map(({ block }) => block));
  const first = { ...group, trials: group.trials.filter(({ block }) => block === earliest) };
  const split = first.trials.some((trial) => trial.timeline?.clientDuringFault);
  const rows = [
    ...steadyRows({ group: first, modes }),
    ...requestRows(
      first,
      modes,
      group.fault === 'none' ? 'between the marks: ' : 'during the fault: ',
      (trial) => trial.timeline?.clientDuringFault,
    ),
    ...requestRows(first, modes, split ? 'whole trial: ' : '', (trial) => trial.requests),
    proofRow(first, modes),
    ...timelineRows({ group: first, modes }),
    ...orderRows(first, modes),
    verdictRow(group, modes),
  ].filter((row) => row.cells.some((cell) => cell !== noFigure && cell !== '0'));
  const gaps = notRun.filter((each) => each.experiment === 'failure' && each.fault === group.fault);
  return {
    title: faultTitle(group.fault),
    note: note(first),
    columns: modes.map((mode) => ({ head: mode })),
    rows,
    remarks: [...modes.flatMap((mode) => proofs(trialsOf(first, mode))), ...voidRemarks(first), ...gaps.map(gapWords)],
  };
}

function note({ fault, trials }: TrialGroup): string {
  const load = trials.find((trial) => trial.load !== null)?.load;
  const offered = load
    ? `${rate(load.ratePerSecond)} orders per second offered for ${count(load.seconds)} s`
    : 'No steady load';
  const lasted = trials.flatMap(({ timeline }) =>
    timeline === null ? [] : Math.round((timeline.healedMs - timeline.injectedMs) / 1000),
  );
  const during = fault === 'none' ? ', with the same two moments marked and nothing done' : ', the fault on for about';
  const outage = lasted.length === 0 ? '' : `${during}${fault === 'none' ? '' : ` ${range(lasted)} s of it`}`;
  return `Fault \`${fault}\`: ${offered}${outage}.`;
}

function range(values: number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? String(low) : `${low}–${high}`;
}

/** No performance figure: void trials are in it too. */
function proofRow(group: TrialGroup, modes: ModeName[]): SummaryRow {
  const cells = modes.map((mode) => trialsOf(group, mode).flatMap((trial) => witness(trial) ?? []));
  return { label: 'proof that it happened (witness)', cells: cells.map((each) => each.join(' / ') || noFigure) };
}

/** A momentary fault has no timeline; its proof is told by the check. */
function witness({ fault, timeline, verdicts }: Trial): string | null {
  if (fault === 'none') return null;
  if (timeline !== null) return timeline.witness === null ? 'none' : 'yes';
  const judged = verdicts.find(({ check }) => check === 'witness');
  return judged === undefined ? null : judged.outcome === 'holds' ? 'yes' : 'none';
}

/** What was seen of the fault, in words: a killed pid, the repeated deliveries that were ignored. */
function proofs(trials: Trial[]): string[] {
  return trials.flatMap(({ mode, fault, timeline, verdicts }) => {
    const judged = verdicts.find(({ check, outcome }) => check === 'witness' && outcome === 'holds');
    const words = timeline?.witness ?? judged?.because;
    return words === undefined || fault === 'none' ? [] : [`proof in ${mode}: ${words}`];
  });
}
