import type { CellFigures, WorkFigures, WorkLine } from '../figures/work.ts';
import { isOn } from '../figures/work.ts';
import { count, listed, rate } from '../words/format.ts';
import { lineWords, rowWords } from '../words/work-words.ts';
import { axisName, legend, linear, logMilliseconds, panelLine, panelTitle } from './axes.ts';
import type { Chart } from './chart.ts';
import { faint, ink, lineStyles, modeStyle } from './palette.ts';

/** Fewer numbers of hands make no line. */
const FEWEST = 3;

/** Orders per second against hands beside the prediction, and how soon orders are finished where some take long. */
export const workCharts = (work: WorkFigures | null): Chart[] =>
  work === null ? [] : [...ratesOf(work), ...work.heldUp.map((each) => finishedWithin(each, work.lines))];

/** A mode's own colour; a second ordering of it with another dash. */
function styleOf(line: WorkLine, lines: readonly WorkLine[]) {
  const place = lines.filter(({ mode }) => mode === line.mode).findIndex((each) => isOn(each, line));
  const style = modeStyle(line.mode);
  return place < 1 ? style : { ...style, dash: lineStyles[place]?.dash === 'solid' ? [10, 4] : [10, 4, 2, 4] };
}

function ratesOf({ lines, cells }: WorkFigures): Chart[] {
  const own = cells.filter(({ row, predicted }) => row.instances === 1 && predicted !== null);
  return [...new Set(own.map(({ row }) => row.time))].flatMap((time) => {
    const of = own.filter(({ row }) => row.time === time);
    const hands = [...new Set(of.map(({ row }) => row.concurrency))].toSorted((a, b) => a - b);
    return hands.length < FEWEST ? [] : [rateChart(time, hands, lines, of)];
  });
}

function rateChart(time: string, hands: number[], lines: WorkLine[], cells: CellFigures[]): Chart {
  const modes = [...new Set(lines.map(({ mode }) => mode))];
  const width = 230;
  const lefts = modes.map((_, panel) => 66 + panel * (width + 66));
  const most = Math.max(...cells.flatMap(({ measured, predicted }) => [measured ?? 0, predicted?.perSecond ?? 0]));
  const drawn = lines.map((line) => {
    const at = (of: (cell: CellFigures) => number | null) =>
      hands.map((each, index): [number, number | null] => {
        const cell = cells.find(({ row, ...its }) => isOn(line, its) && row.concurrency === each);
        return [index, cell ? of(cell) : null];
      });
    return { line, measured: at((cell) => cell.measured), predicted: at((cell) => cell.predicted?.perSecond ?? null) };
  });
  const told = drawn.map(
    ({ line, measured }) =>
      `${lineWords(line)} ${measured.map(([, value]) => (value === null ? '–' : rate(value))).join(', ')}`,
  );
  return {
    file: `work-rate-${time.replaceAll(/[^a-z0-9]+/gi, '-')}.svg`,
    title: `Orders per second against hands, ${time} each`,
    alt: `A panel for each mode: orders per second with ${listed(hands.map(count))} hands, measured and predicted. Measured: ${told.join('; ')}.`,
    caption:
      'The thin dashed line is the prediction, the thick one with points what was measured. Where both bend, something else than the hands bounds them: the machine, or the partitions.',
    reads: {},
    height: 360,
    option: {
      title: modes.map((mode, panel) => panelTitle(mode, lefts[panel] ?? 0, 44)),
      legend: legend(lines.map(lineWords), 10),
      grid: lefts.map((left) => ({ left, top: 72, width, height: 230 })),
      xAxis: modes.map((_, gridIndex) => ({
        type: 'category',
        gridIndex,
        data: hands.map(String),
        axisLabel: { fontSize: 12, color: ink },
        ...axisName('orders worked on at once', 32),
      })),
      yAxis: modes.map((_, gridIndex) => linear({ gridIndex, min: 0, max: Math.ceil(most / 100) * 100 })),
      series: drawn.flatMap(({ line, measured, predicted }) => {
        const panel = modes.indexOf(line.mode);
        const style = styleOf(line, lines);
        const thin = { lineStyle: { color: faint, width: 1.2, type: [4, 4] } };
        return [
          panelLine(`${lineWords(line)}, predicted`, { color: faint, dash: [4, 4] }, panel, predicted, thin),
          panelLine(lineWords(line), style, panel, measured, { symbol: 'circle', symbolSize: 7 }),
        ];
      }),
    },
  };
}

function finishedWithin({ row, curves }: WorkFigures['heldUp'][number], lines: readonly WorkLine[]): Chart {
  const samples = listed(curves.map((curve) => `${lineWords(curve)} ${curve.samples}`));
  const { time, concurrency } = row;
  return {
    file: `work-held-up-${`${time}-${concurrency}`.replaceAll(/[^a-z0-9]+/gi, '-')}.svg`,
    title: `Share of orders finished within a time, ${rowWords(row)}`,
    alt: `Cumulative share of orders completed against milliseconds on a logarithmic axis, a line for each mode and ordering. Samples: ${samples}.`,
    caption: `Each at the same share of its own predicted rate. A line that climbs late is one whose orders wait behind slow ones; the last few of a hundred are the slow ones themselves. Samples: ${samples}.`,
    reads: { y: '%' },
    height: 380,
    option: {
      legend: legend(curves.map(lineWords), 14),
      grid: { left: 66, top: 56, width: 812, height: 250 },
      xAxis: logMilliseconds(
        curves.flatMap(({ points }) => points.map(([ms]) => ms)),
        axisName('time until complete', 32),
      ),
      yAxis: linear({ min: 0, max: 100, interval: 25, axisLabel: { formatter: '{value}%', fontSize: 12, color: ink } }),
      series: curves.map((curve) =>
        panelLine(lineWords(curve), styleOf(curve, lines), 0, curve.points, { step: 'end' }),
      ),
    },
  };
}
