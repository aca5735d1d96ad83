import { faultTitle } from '../../faults/all.ts';
import type { Trial } from '../../record/run-file.ts';
import type { FaultFigures } from '../figures/failure.ts';
import type { TrialGroup } from '../figures/groups.ts';
import { count, rate } from '../words/format.ts';
import { gapWords } from '../words/names.ts';
import { olderRules, timelineRows } from './fault-course.ts';
import { orderRows, requestRows } from './request-rows.ts';
import { noFigure, type SummaryRow, type SummaryTable, steadyRows, verdictRow, voidRemarks } from './table.ts';

/** What the client saw under one fault, how many orders waited and for how long, and what became of every order; null without trials. */
export function faultTable({ group, first, control, cells }: FaultFigures): SummaryTable | null {
  if (group === null || first === null) return null;
  const split = first.trials.some((trial) => trial.timeline?.clientDuringFault);
  const during = control ? 'between the marks: ' : 'during the fault: ';
  const rows = [
    ...steadyRows(first),
    ...requestRows(first, during, (trial) => trial.timeline?.clientDuringFault),
    ...requestRows(first, split ? 'whole trial: ' : '', (trial) => trial.requests),
    proofRow(first),
    ...timelineRows(first, control),
    ...orderRows(first),
    verdictRow(group),
  ].filter(({ idle }) => idle !== true);
  const gaps = cells.flatMap((cell) => (cell.kind === 'gap' ? [gapWords(cell.gap)] : []));
  return {
    title: faultTitle(group.fault),
    note: note(first),
    columns: group.modes.map(({ mode }) => ({ head: mode })),
    rows,
    remarks: [
      ...first.modes.flatMap(({ trials }) => proofs(trials)),
      ...voidRemarks(first),
      ...olderRules(first),
      ...gaps,
    ],
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
  return `Fault \`${fault}\`: ${offered}${lasted.length === 0 ? '' : lastedWords(fault, lasted)}.`;
}

function lastedWords(fault: string, seconds: number[]): string {
  if (fault === 'none') return ', with the same two moments marked and nothing done';
  return Math.max(...seconds) === 0 ? ', the fault over at once' : `, the fault on for about ${range(seconds)} s of it`;
}

function range(values: number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? String(low) : `${low}–${high}`;
}

/** No performance figure: void trials are in it too. */
function proofRow({ modes }: TrialGroup): SummaryRow {
  const found = modes.map(({ trials }) => trials.flatMap((trial) => witness(trial) ?? []));
  const cell = (proofs: string[]) =>
    proofs.every((proof) => proof === 'none') ? { loud: 'none' } : proofs.join(' / ');
  return {
    label: 'proof that it happened (witness)',
    cells: found.map((proofs) => (proofs.length === 0 ? noFigure : cell(proofs))),
    idle: found.every((proofs) => proofs.length === 0),
  };
}

/** A momentary fault has no timeline; its proof is told by the check. */
function witness({ fault, timeline, verdicts }: Trial): 'yes' | 'none' | null {
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
