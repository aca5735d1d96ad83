import { faultTitle } from '../../faults/all.ts';
import type { FaultTimeline, Trial } from '../../record/run-file.ts';
import type { FaultFigures } from '../figures/failure.ts';
import type { TrialGroup } from '../figures/groups.ts';
import { caughtUpMs, tellsWaiting } from '../figures/recovery.ts';
import { count, figure, rate, secondsOfMs } from '../words/format.ts';
import { gapWords } from '../words/names.ts';
import { orderRows, requestRows } from './request-rows.ts';
import { modeRow, noFigure, type SummaryRow, type SummaryTable, steadyRows, verdictRow, voidRemarks } from './table.ts';

const SHORTEST_FLOW_MS = 200;
/** Older runs looked at accepted orders alone. */
const notRecorded = 'not recorded';

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
    remarks: [...first.modes.flatMap(({ trials }) => proofs(trials)), ...voidRemarks(first), ...gaps],
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

/** What a fault did over time: noticed when, how much waited, and how long until all was as before. */
function timelineRows(group: TrialGroup, control: boolean): SummaryRow[] {
  const row = (
    label: string,
    cell: (timeline: FaultTimeline) => string,
    has: (timeline: FaultTimeline) => boolean = () => true,
    isZero?: (timeline: FaultTimeline) => boolean,
  ) =>
    modeRow(
      label,
      group,
      ({ timeline }) => (timeline !== null && has(timeline) ? timeline : null),
      (timelines) => timelines.map(cell).join(' / '),
      isZero && ((timelines) => timelines.every(isZero)),
    );
  const noticed = row(
    'first noticed by a client, after injection (s)',
    (t) => (typeof t.detectedMs === 'number' ? secondsOfMs(t.detectedMs - t.injectedMs) : 'never'),
    (t) => t.detectedMs !== undefined,
  );
  const waiting = [
    row(
      'orders due and not finished, peak',
      (t) => count(t.unfinishedPeak ?? 0),
      (t) => t.unfinishedPeak !== undefined,
    ),
    row(
      'of them accepted, peak (backlog)',
      (t) => count(t.backlogPeak),
      () => true,
      (t) => t.backlogPeak === 0,
    ),
    row('oldest unfinished order, worst (s)', (t) => (tellsWaiting(t) ? secondsOfMs(t.oldestPeakMs) : notRecorded)),
  ];
  const extra = row(
    'extra waiting of accepted orders (order-seconds)',
    (t) => figure(t.excessOrderSeconds ?? 0),
    (t) => t.excessOrderSeconds !== undefined,
  );
  if (control) return [noticed, ...waiting, extra];
  return [
    row('fault lasted (s)', (t) => secondsOfMs(t.healedMs - t.injectedMs)),
    noticed,
    ...waiting,
    row(
      'longest standstill: orders were due, none was completed (s)',
      (t) => secondsOfMs(t.standstillMs ?? 0),
      (t) => t.standstillMs !== undefined,
    ),
    row(
      '… of one partition (s)',
      (t) => (t.partitionStandstillMs === null ? 'no partitions' : secondsOfMs(t.partitionStandstillMs ?? 0)),
      (t) => t.partitionStandstillMs !== undefined,
    ),
    row('first completion after healing (s)', (t) => after(t.firstCompletionMs, t)),
    row('no more orders unfinished than before, after healing (s)', (t) =>
      tellsWaiting(t) ? after(t.drainedMs, t) : notRecorded,
    ),
    row('caught up after healing: the later of both (s)', (t) => after(caughtUpMs(t), t)),
    row('drain rate, once orders flowed (orders/s)', drainRate, (t) => t.drainedPerSecond !== undefined),
    modeRow(
      'slowest orders back to normal after healing (s)',
      group,
      (trial) => (trial.timeline?.tailNormalMs === undefined ? null : trial),
      (trials) => trials.map(tail).join(' / '),
    ),
    extra,
    row(
      'repeated deliveries and calls ignored',
      (t) => count(t.duplicatesIgnored ?? 0),
      (t) => t.duplicatesIgnored !== undefined,
      (t) => t.duplicatesIgnored === 0,
    ),
  ];
}

/** Where the first completion after healing is known, the rate is told for what flowed from then on alone. */
function drainRate(timeline: FaultTimeline): string {
  const { drainedPerSecond, firstCompletionMs, drainedMs } = timeline;
  if (!tellsWaiting(timeline)) return notRecorded;
  const flowed = firstCompletionMs === null || drainedMs === null ? null : drainedMs - firstCompletionMs;
  return typeof drainedPerSecond === 'number' && flowed !== null && flowed >= SHORTEST_FLOW_MS
    ? figure(drainedPerSecond)
    : 'too short to tell';
}

/** It takes five seconds without a slow order to say so. */
function tail({ timeline, load }: Trial): string {
  if (timeline === null) return '';
  const left = load === null ? 0 : (load.warmUpSeconds + load.seconds) * 1000 - timeline.healedMs;
  if (timeline.tailNormalMs === null && left < 5000) return 'n/a (under 5 s left)';
  return after(timeline.tailNormalMs ?? null, timeline);
}

function after(ms: number | null | undefined, { healedMs }: FaultTimeline): string {
  if (ms === undefined) return notRecorded;
  if (ms === null) return 'not before the end';
  return ms < healedMs ? 'before healing' : secondsOfMs(ms - healedMs);
}
