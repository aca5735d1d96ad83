import { sum } from '../../measure/sums.ts';
import type { RunFile } from '../../record/run-file.ts';
import type { SagaFigures } from '../../record/saga-cell.ts';
import { controlOfMetric } from '../figures/controls.ts';
import { isQuantile, type SagaOfRun, sagaMetrics, samplesOf, toldOf } from '../figures/saga.ts';
import { count, rate } from '../words/format.ts';
import { modeLabel } from '../words/names.ts';
import { timesWords } from '../words/times-words.ts';
import { controlNote, controlRemarks } from './control-remarks.ts';
import { type Cell, modeColumns, noFigure, type SummaryTable, unusedFigure, voidRemark } from './table.ts';

export const SAME = 'one shape';
export const sagaTitle = 'Orders that are paid: orchestrated and choreographed';
export const sagaRatiosTitle = 'Orders that are paid: orchestrated ÷ choreographed';

const rows: [label: string, of: keyof SagaFigures][] = [
  ['orders', 'orders'],
  ['confirmed', 'confirmed'],
  ['declined', 'declined'],
  ['failed', 'failed'],
  ['refused by inventory', 'refused'],
  ['complete after, ms (median)', 'completionP50Ms'],
  ['complete after, ms (90%)', 'completionP90Ms'],
  ['messages or calls per order', 'messagesPerOrder'],
  ['deliveries per order', 'deliveriesPerOrder'],
  ['asked of the provider per order', 'providerCallsPerOrder'],
  ['CPU of services, ms per order', 'cpuMsPerOrder'],
  ['CPU of broker, ms per order', 'brokerCpuMsPerOrder'],
  ['stock held that came back, ms (median)', 'heldP50Ms'],
  ['refused for stock that came back', 'refusedMeanwhile'],
  ['reserved beside stock that came back', 'reservedBeside'],
];

const OLDER =
  'Measured by older rules: the warm-up counts as well, orders that never were completed have no time, an order is refused for stock that came back when any of its products was held meanwhile, and the lines of code are those of the whole order service where there are calls, of payment alone elsewhere.';

/** What each shape came to, and one as so many times the other. */
export const sagaTables = (saga: SagaOfRun, run: RunFile): SummaryTable[] => [
  figuresTable(saga),
  ...(saga.ratios.length > 0 ? [ratiosTable(saga, run)] : []),
];

function figuresTable({ cells, ratePerSecond }: SagaOfRun): SummaryTable {
  const all = cells.flatMap(({ blocks }) => blocks.map(({ figures }) => figures));
  const older = all.some(({ refused }) => refused === undefined);
  return {
    title: sagaTitle,
    note: `Open load of ${rate(ratePerSecond)} paid orders/s, a provider that declines some cards and loses some answers after the money moved: ${older ? '' : 'of the orders that were due in the measured window, '}the median of the blocks, and from which to which they were; n/a where none had orders enough for it (200 for a median, 1000 for 90%). What customers saw of each other is told by the last rows.`,
    columns: cells.map(({ mode, shape }) => ({ head: `${modeLabel(mode)}, ${shape}` })),
    rows: [
      ...rows
        .filter(([, of]) => !(older && of === 'refused'))
        .map(([label, of]) => ({
          label,
          cells: cells.map(({ blocks, trials }) => {
            const own = blocks.map(({ figures }) => figures);
            const told = medianOf(own.flatMap((figures) => toldOf(figures, of) ?? []));
            return told ?? (isQuantile(of) ? tooFew(own) : null) ?? unusedFigure(trials);
          }),
        })),
      {
        label: 'lines of code to understand',
        cells: cells.map(({ blocks: [first] }) => (first ? count(sum(first.lines, ({ lines }) => lines)) : noFigure)),
      },
    ],
    remarks: [
      ...(older ? [OLDER] : []),
      ...cells.flatMap(({ mode, shape, trials, blocks: [first] }) => [
        ...(first
          ? [`${modeLabel(mode)}, ${shape}: ${first.lines.map(({ file, lines }) => `${file} ${lines}`).join(', ')}.`]
          : []),
        ...trials.flatMap(voidRemark),
      ]),
    ],
  };
}

function medianOf(values: readonly number[]): string | null {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[0], sorted.at(-1)];
  const [below, above] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]]; // the same one of an odd number
  if (low === undefined || high === undefined || below === undefined || above === undefined) return null;
  const middle = (below + above) / 2;
  return low === high ? rate(middle) : `${rate(middle)} (${rate(low)} to ${rate(high)})`;
}

/** Quantiles of blocks are not averaged, and a run keeps no histograms of these: with too few in each there is none. */
function tooFew(blocks: readonly SagaFigures[]): string | null {
  const samples = blocks.map(samplesOf);
  return blocks.length === 0 ? null : `n/a (${count(Math.max(...samples))} samples)`;
}

function ratiosTable(saga: SagaOfRun, run: RunFile): SummaryTable {
  const { ratios } = saga;
  const modes = [...new Set(ratios.map(({ mode }) => mode))];
  return {
    title: sagaRatiosTitle,
    note: `With ${controlNote(run, SAME)}`,
    columns: modeColumns(modes),
    rows: sagaMetrics.map((metric) => ({
      label: metric,
      cells: modes.map((mode): Cell => {
        const interval = ratios.find((each) => each.mode === mode && each.metric === metric)?.interval ?? null;
        return interval === null ? noFigure : timesWords(interval, controlOfMetric(run, saga, mode, metric));
      }),
    })),
    remarks: controlRemarks(saga, run, SAME),
  };
}
