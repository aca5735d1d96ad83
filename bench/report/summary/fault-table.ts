import { count, rate, secondsOfMs } from '../format.ts';
import { type TrialGroup, trialsOf } from '../groups.ts';
import type { RunFolder } from '../read/read-run.ts';
import type { FaultTimeline, ModeName, Trial } from '../run-file.ts';
import { faultTitle } from '../words.ts';
import { gapWords } from './gap-words.ts';
import { modeRow, steadyRows, voidRemarks } from './mode-row.ts';
import { orderRows, requestRows } from './request-rows.ts';
import { modeColumns, noFigure, type SummaryRow, type SummaryTable } from './summary-table.ts';
import { verdictRow } from './verdict-row.ts';

/** What the client saw under one fault, how the backlog grew and drained, and what became of every order. */
export function faultTable(folder: RunFolder, group: TrialGroup): SummaryTable {
  const { modes, notRun } = folder.run;
  const split = group.trials.some((trial) => trial.timeline?.clientDuringFault);
  const rows = [
    ...steadyRows({ group, modes }),
    ...requestRows(group, modes, 'during the fault: ', (trial) => trial.timeline?.clientDuringFault),
    ...requestRows(group, modes, split ? 'whole trial: ' : '', (trial) => trial.requests),
    ...timelineRows(folder, group),
    ...orderRows(group, modes),
    verdictRow(group, modes),
  ].filter((row) => row.cells.some((cell) => cell !== noFigure));
  const gaps = notRun.filter((each) => each.experiment === 'failure' && each.fault === group.fault);
  return {
    title: faultTitle(group.fault),
    note: note(group),
    columns: modeColumns(modes),
    rows,
    remarks: [...modes.flatMap((mode) => proofs(trialsOf(group, mode))), ...voidRemarks(group), ...gaps.map(gapWords)],
  };
}

function note(group: TrialGroup): string {
  const load = group.trials.find((trial) => trial.load !== null)?.load;
  const offered = load
    ? `${rate(load.ratePerSecond)} orders per second offered for ${load.seconds} s`
    : 'No steady load';
  const timelines = group.trials.flatMap((trial) => trial.timeline ?? []);
  const lasted = timelines.map((each) => Math.round((each.healedMs - each.injectedMs) / 1000));
  const outage =
    lasted.length === 0
      ? ''
      : `, the fault on for about ${range(lasted)} s of it. Healed is the moment everything says it is ready again, so a longer start-up is a longer fault`;
  return `Fault \`${group.fault}\`: ${offered}${outage}. The same load, seed and fault in every mode.`;
}

function range(values: number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? String(low) : `${low}–${high}`;
}

function timelineRows(folder: RunFolder, group: TrialGroup): SummaryRow[] {
  const place = { group, modes: folder.run.modes };
  const row = (label: string, cell: (timeline: FaultTimeline) => string) =>
    modeRow(
      label,
      place,
      (trial) => trial.timeline,
      (timelines) => timelines.map(cell).join(' / '),
    );
  return [
    row('fault lasted (s)', (t) => secondsOfMs(t.healedMs - t.injectedMs)),
    proofRow(place),
    row('backlog peak (orders)', (t) => count(t.backlogPeak)),
    row('oldest unfinished order, worst (s)', (t) =>
      t.backlogPeak === 0 ? 'no backlog' : secondsOfMs(t.oldestPeakMs),
    ),
    row('first completion after healing (s)', (t) => after(t.firstCompletionMs, t)),
    row('backlog drained after healing (s)', (t) => (t.backlogPeak === 0 ? 'no backlog' : after(t.drainedMs, t))),
  ];
}

function after(ms: number | null, { healedMs }: FaultTimeline): string {
  if (ms === null) return 'not before the end';
  return ms < healedMs ? 'before healing' : secondsOfMs(ms - healedMs);
}

/** No performance figure: void trials are in it too. */
function proofRow({ group, modes }: { group: TrialGroup; modes: ModeName[] }): SummaryRow {
  const cells = modes.map((mode) => trialsOf(group, mode).flatMap((trial) => witness(trial) ?? []));
  return { label: 'proof that it happened (witness)', cells: cells.map((each) => each.join(' / ') || noFigure) };
}

/** A momentary fault has no timeline; its proof is told by the check. */
function witness({ fault, timeline, verdicts }: Trial): string | null {
  if (timeline !== null) return timeline.witness === null ? 'none' : 'yes';
  const judged = verdicts.find(({ check }) => check === 'witness');
  return fault === 'none' || judged === undefined ? null : judged.outcome === 'holds' ? 'yes' : 'none';
}

/** What was seen of the fault, in words: a killed pid, the repeated deliveries that were ignored. */
function proofs(trials: Trial[]): string[] {
  return trials.flatMap(({ mode, timeline, verdicts }) => {
    const judged = verdicts.find(({ check, outcome }) => check === 'witness' && outcome === 'holds');
    const words = timeline?.witness ?? judged?.because;
    return words === undefined ? [] : [`proof in ${mode}: ${words}`];
  });
}
