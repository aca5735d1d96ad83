import { count, rate, secondsOfMs } from '../format.ts';
import { type TrialGroup, trialsOf, usable } from '../groups.ts';
import type { RunFolder } from '../read/read-run.ts';
import type { FaultTimeline } from '../run-file.ts';
import { faultTitle } from '../words.ts';
import { gapWords } from './gap-words.ts';
import { orderRows, requestRows } from './request-rows.ts';
import { noFigure, type SummaryRow, type SummaryTable } from './summary-table.ts';
import { verdictRow } from './verdict-row.ts';

/** What the client saw under one fault, how the backlog grew and drained, and what became of every order. */
export function faultTable(folder: RunFolder, group: TrialGroup): SummaryTable {
  const { modes, notRun } = folder.run;
  const split = group.trials.some((trial) => trial.timeline?.clientDuringFault);
  const rows = [
    ...requestRows(group, modes, 'during the fault: ', (trial) => trial.timeline?.clientDuringFault),
    ...requestRows(group, modes, split ? 'whole trial: ' : '', (trial) => trial.requests),
    ...timelineRows(folder, group),
    ...orderRows(group, modes),
    verdictRow(group, modes),
  ].filter((row) => row.cells.some((cell) => cell !== noFigure));
  const gaps = notRun.filter((each) => each.experiment === 'failure' && each.fault === group.fault);
  return { title: faultTitle(group.fault), note: note(group), modes, rows, remarks: gaps.map(gapWords) };
}

function note(group: TrialGroup): string {
  const load = group.trials.find((trial) => trial.load !== null)?.load;
  const offered = load
    ? `${rate(load.ratePerSecond)} orders per second offered for ${load.seconds} s`
    : 'No steady load';
  const timelines = group.trials.flatMap((trial) => trial.timeline ?? []);
  const lasted = timelines.map((each) => Math.round((each.healedMs - each.injectedMs) / 1000));
  const outage = lasted.length === 0 ? '' : `, the fault on for about ${range(lasted)} s of it`;
  return `Fault \`${group.fault}\`: ${offered}${outage}. The same load, seed and fault in every mode.`;
}

function range(values: number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? String(low) : `${low}–${high}`;
}

function timelineRows(folder: RunFolder, group: TrialGroup): SummaryRow[] {
  const row = (label: string, cell: (timeline: FaultTimeline) => string): SummaryRow => ({
    label,
    cells: folder.run.modes.map((mode) => {
      const timelines = usable(trialsOf(group, mode)).flatMap((trial) => trial.timeline ?? []);
      return timelines.length === 0 ? noFigure : timelines.map(cell).join(' / ');
    }),
  });
  return [
    row('fault lasted (s)', (t) => secondsOfMs(t.healedMs - t.injectedMs)),
    row('proof that it happened (witness)', (t) => (t.witness === null ? 'none' : 'yes')),
    row('backlog peak (orders)', (t) => count(t.backlogPeak)),
    row('oldest unfinished order, worst (s)', (t) => secondsOfMs(t.oldestPeakMs)),
    row('first completion after healing (s)', (t) => after(t.firstCompletionMs, t)),
    row('backlog drained after healing (s)', (t) => (t.backlogPeak === 0 ? 'no backlog' : after(t.drainedMs, t))),
  ];
}

function after(ms: number | null, { healedMs }: FaultTimeline): string {
  if (ms === null) return 'not before the end';
  return ms < healedMs ? 'before healing' : secondsOfMs(ms - healedMs);
}
