import type { Percentiles, RunFile, Trial } from '../../record/run-file.ts';
import { voidedBy } from '../../record/trial-use.ts';
import { caughtUpMs, isWithoutLoad } from '../figures/recovery.ts';
import { type CellFigures, isOn, isSame, type KilledFigures, type WorkFigures, type WorkRow } from '../figures/work.ts';
import { MISSED } from '../figures/work-limiter.ts';
import { withoutLoadWords } from '../words/fault-words.ts';
import { notAllLetIn } from '../words/few-accepted.ts';
import { count, figure, listed, percent, percentile, rate, secondsOfMs } from '../words/format.ts';
import { checkTitle, outcomeLabel } from '../words/names.ts';
import { whyWords } from '../words/reason-words.ts';
import { boundWords, lineWords, rowWords, workLimiterWords } from '../words/work-words.ts';
import { seenBy, wrongCosts, wrongLooks, wrongWords } from '../words/wrong-words.ts';
import { type Cell, type Column, noFigure, type SummaryTable, unusedFigure, voidRemark } from './table.ts';

export const workTitle = 'Work that takes time: orders per second, measured and predicted';
export const heldUpTitle = 'One in a hundred takes long: what becomes of the others';
export const killedTitle = 'Killed in the middle of the work';
const wrongTitle = 'What is done wrong most, and what it costs';

/** What handlers that take time do: how much, how soon, how much of it to others, and through a kill. */
export const workTables = (work: WorkFigures, run: Pick<RunFile, 'host'>): (SummaryTable | null)[] => [
  ratesTable(work, run),
  timesTable(work),
  heldUpTable(work),
  killedTable(work),
  wrongTable(work),
];

const columnsOf = ({ lines }: WorkFigures): Column[] => lines.map((line) => ({ head: lineWords(line) }));

function rowsOf(
  { lines, rows, cells }: WorkFigures,
  of: (cell: CellFigures) => Cell | null,
  only: (row: WorkRow) => boolean = () => true,
) {
  return rows.filter(only).map((row) => ({
    label: rowWords(row),
    cells: lines.map((line): Cell => {
      const cell = cells.find((each) => isOn(line, each) && isSame(row, each.row));
      return (cell && of(cell)) ?? noFigure;
    }),
  }));
}

export function ratesTable(work: WorkFigures, { host }: Pick<RunFile, 'host'>): SummaryTable {
  const rows = rowsOf(work, ({ measured, predicted, ratio, trial }) => {
    if (measured === null) return unusedFigure([trial]);
    const least = trial.work?.above?.topped ? 'at least ' : '';
    if (predicted === null || ratio === null) return `${least}${rate(measured)} (control)`;
    const words = `${rate(measured)} of ${rate(Math.round(predicted.perSecond))} (${ratio.toFixed(2)})`;
    return Math.abs(ratio - 1) > MISSED ? { loud: words } : words;
  });
  const missed = work.cells.filter(({ limiter }) => limiter !== null);
  const because = [...new Set(work.gaps.map((gap) => gap.because))];
  return {
    title: workTitle,
    note:
      `Orders per second while more came than could be done, the predicted rate, and their ratio. Predicted by Little's law: hands ÷ mean time of one order, in all processes together that have something to do (never more processes than partitions; several share a PostgreSQL, where one has a SQLite of its own, so that rows of processes differ in both); no more at once than there are partitions where an order waits for all before it in its partition; ` +
      `and no more than the control did, where no order takes time: that is what these ${host.cores} cores hold, measured once; a control that says “at least” met no rate that was too much, and bounds nothing. In bold: more than ${percent(MISSED, 1)} from the prediction; what kept it from that stands below, from what was measured meanwhile.`,
    columns: columnsOf(work),
    rows,
    remarks: [
      ...missed.map(
        ({ row, limiter, predicted, ...line }) =>
          `${rowWords(row)}, ${lineWords(line)} (predicted by ${predicted ? boundWords[predicted.by] : ''}): ${limiter ? workLimiterWords(limiter) : ''}.`,
      ),
      ...work.cells.flatMap(({ measured, trial }) => (measured === null ? voidRemark(trial) : [])),
      ...because.map((why) => {
        const cells = work.rows.filter((row) => work.gaps.some((gap) => gap.because === why && isSame(gap.cell, row)));
        return `Not run: ${listed(cells.map(rowWords))}: ${why}.`;
      }),
    ],
  };
}

function timesTable(work: WorkFigures): SummaryTable {
  const [first] = work.cells;
  return {
    title: 'Work that takes time: until an order is finished',
    note: `Completion, p50, p90 and p99 in milliseconds, at ${first?.trial.work?.sharePercent ?? 0}% of ${shareWords(work)}; in parentheses that rate.`,
    columns: columnsOf(work),
    rows: rowsOf(work, ({ completion, ratePerSecond, trial }) => {
      if (completion === null) return unusedFigure([trial]);
      const { p50, p90, p99, samples } = completion;
      return `${listedTimes([p50, p90, p99], samples)} (${atRate(ratePerSecond, trial)})`;
    }),
    remarks: work.cells.flatMap(({ completion, trial }) => timesRemarks(completion, trial)),
    aside: true,
  };
}

const shareWords = ({ cells: [first] }: WorkFigures): string =>
  first?.trial.work?.shareOf === 'done'
    ? 'what was done at most, or of the prediction where that is less'
    : 'the predicted rate, or of what the control did. Where less than that is done (table above), orders pile up, and a time is that of a queue that grows';

const atRate = (perSecond: number, { notSteady }: Trial): string =>
  `${rate(perSecond)}/s${notSteady ? ', not steady' : ''}`;

/** Why it tells no times, or of how few orders. */
const timesRemarks = (times: Percentiles | null, trial: Trial): string[] => [
  ...voidRemark(trial),
  ...(times === null ? [] : notAllLetIn(trial)),
];

export function heldUpTable(work: WorkFigures): SummaryTable | null {
  const some = work.cells.filter(({ others, trial }) => others !== null || trial.work?.others);
  if (some.length === 0) return null;
  const isTold = (row: WorkRow) => some.some((cell) => isSame(cell.row, row));
  return {
    title: heldUpTitle,
    note: 'Completion of the orders that do not take long, p50 and p90 in milliseconds, at the same share of the rate; in parentheses that rate. Whoever is not held up is finished little after its own work.',
    columns: columnsOf(work),
    rows: rowsOf(
      work,
      ({ others, ratePerSecond, trial }) =>
        others === null
          ? unusedFigure([trial])
          : `${listedTimes([others.p50, others.p90], others.samples)} (${atRate(ratePerSecond, trial)})`,
      isTold,
    ),
    remarks: work.cells.flatMap(({ row, others, trial }) => (isTold(row) ? timesRemarks(others, trial) : [])),
  };
}

/** Those there are enough samples for. */
const listedTimes = (us: (number | null)[], samples: number) =>
  us.every((each) => each === null)
    ? percentile(null, samples)
    : us.map((each) => (each === null ? 'n/a' : figure(each / 1000))).join(', ');

function killedTable({ killed }: WorkFigures): SummaryTable | null {
  if (killed.length === 0) return null;
  return {
    title: killedTitle,
    note: 'SIGKILL of inventory while it works, and a new one later. Every order is judged: lost, doubled, out of order, and how often the warehouse did its part. Asked about again is what a redelivery or a repeated call comes to; done twice would be a second parcel.',
    columns: [
      { head: 'verdict' },
      { head: 'offered' },
      { head: 'accepted' },
      { head: 'warehouse asked again' },
      { head: 'done twice' },
      { head: 'done, though the order failed' },
      { head: 'repeated deliveries ignored' },
      { head: 'caught up after (s)' },
    ],
    rows: killed.map((each) => ({ label: `${lineWords(each)}: ${rowWords(each.row)}`, cells: killedCells(each) })),
    remarks: killed.flatMap(({ trial }) => {
      const why = voidedBy(trial);
      return why?.kind === 'failed' ? [`${trial.id}: ${whyWords(why)}`] : [];
    }),
  };
}

function killedCells({ trial, outcome, broken, requests, warehouse, timeline }: KilledFigures): Cell[] {
  const { load, orders } = trial;
  const what = broken.map(({ check, findings }) => `${checkTitle(check)}: ${count(findings)}`).join('; ');
  const caughtUp = timeline ? caughtUpMs(timeline) : undefined;
  return [
    outcome === 'holds' ? outcomeLabel.holds : { loud: [outcomeLabel[outcome], what].filter(Boolean).join(': ') },
    load === null || requests.sent === 0 ? noFigure : `${rate(load.ratePerSecond)}/s`,
    requests.sent === 0 ? noFigure : `${count(requests.accepted)} of ${count(requests.sent)}`,
    warehouse === null ? noFigure : count(warehouse.again),
    warehouse === null ? noFigure : count(warehouse.twice),
    warehouse === null ? noFigure : count(Math.max(0, warehouse.orders - orders.confirmed - orders.rejected)),
    timeline?.duplicatesIgnored === undefined ? noFigure : count(timeline.duplicatesIgnored),
    typeof caughtUp === 'number' && timeline
      ? `${secondsOfMs(Math.max(0, caughtUp - timeline.healedMs))}${isWithoutLoad(caughtUp, timeline) ? `, ${withoutLoadWords}` : ''}`
      : caughtUp === null
        ? 'not before the end'
        : noFigure,
  ];
}

/** Nothing where none of it was measured: the quick size leaves it out. */
function wrongTable({ wrong }: WorkFigures): SummaryTable | null {
  if (wrong.every(({ cost }) => cost === null)) return null;
  return {
    title: wrongTitle,
    note: 'Each was done on purpose, in a trial of its own or in cells of the table above, beside the same done right. What broke here was meant to break and is no part of the verdict of the run.',
    columns: [{ head: 'mode' }, { head: 'what it comes to' }, { head: 'measured' }, { head: 'what sees it' }],
    rows: wrong.map((each) => ({
      label: wrongLooks[each.way.name],
      cells: [
        each.mode ?? noFigure,
        wrongCosts[each.way.name],
        each.cost?.isShown === false ? { loud: wrongWords(each) } : wrongWords(each),
        seenBy(each.way),
      ],
    })),
    remarks: [],
  };
}
