import type { BaseFigures } from '../figures/latency.ts';
import { listed, msOfMicros } from '../words/format.ts';
import { axisName, legend, linear, logMilliseconds, modeLine, panelTitle } from './axes.ts';
import type { Chart } from './chart.ts';
import { ink } from './palette.ts';

/** From p10 up: the very fastest orders say nothing about a service and would stretch the scale. */
const first = -Math.log10(0.9);
const ticks = new Map([
  [-Math.log10(0.9), 'p10'],
  [-Math.log10(0.5), 'p50'],
  [1, 'p90'],
  [2, 'p99'],
  [3, 'p99.9'],
  [4, 'p99.99'],
]);

/** Milliseconds by percentile, both axes logarithmic; a line ends where the samples no longer carry a percentile. */
export function latencyByPercentile({ byPercentile: lines }: BaseFigures, file: string): Chart | null {
  if (lines.length === 0) return null;
  const points = lines.flatMap((line) => line.points);
  const nines = Math.max(...points.map(([x]) => x));
  const shown = [...ticks.keys()].filter((x) => x <= nines + 0.001);
  const xAxis = (panel: number) =>
    linear({
      gridIndex: panel,
      min: first,
      max: nines,
      axisLabel: { customValues: shown, fontSize: 12, color: ink, formatter: (x: number) => ticks.get(x) ?? '' },
      axisTick: { customValues: shown },
      splitLine: { show: false },
      ...axisName('share of orders done by then', 30),
    });
  const yAxis = (panel: number) =>
    logMilliseconds(
      points.map(([, y]) => y),
      { gridIndex: panel },
    );
  const ends = lines
    .filter((line) => line.kind === 'completion')
    .map(({ mode, points: data }) => `${mode} ${msOfMicros((data.at(-1)?.[1] ?? 0) * 1000)} ms at its last point`);
  return {
    file,
    title: 'Latency by percentile',
    alt: `Two panels, acceptance and completion in milliseconds by percentile, one line per mode. Completion: ${listed(ends)}.`,
    caption:
      'Read a point as: this share of the orders took at most so long. The left panel is the wait for the HTTP answer, the right one ' +
      'until the order was really finished. Lower is sooner; both vertical axes are the same and logarithmic: each line of the grid is ten ' +
      'times the one below. A line ends where fewer than 100 orders lie above it: beyond that the run has no evidence.',
    reads: { x: 'nines' },
    height: 416,
    option: {
      title: [
        panelTitle('Acceptance: until the HTTP answer', 66, 48),
        panelTitle('Completion: until the notification is stored', 526, 48),
      ],
      legend: legend([...new Set(lines.map((line) => line.mode))], 14),
      grid: [
        { left: 66, top: 76, width: 362, height: 286 },
        { left: 526, top: 76, width: 362, height: 286 },
      ],
      xAxis: [xAxis(0), xAxis(1)],
      yAxis: [yAxis(0), yAxis(1)],
      series: lines.map(({ mode, kind, points: data }) => modeLine(mode, kind === 'acceptance' ? 0 : 1, data)),
    },
  };
}

/** The share of orders finished within a time: the same samples as the percentiles, down to the last one. */
export function completionCdf({ shares: lines }: BaseFigures, file: string): Chart | null {
  if (lines.length === 0) return null;
  const samples = listed(lines.map((line) => `${line.mode} ${line.samples}`));
  return {
    file,
    title: 'Share of orders finished within a time',
    alt: `Cumulative share of orders completed against milliseconds on a logarithmic axis, one line per mode. Samples: ${samples}.`,
    caption: `Read a point as: so many percent of the orders were finished within this time. Samples: ${samples}.`,
    reads: { y: '%' },
    height: 380,
    option: {
      legend: legend(
        lines.map((line) => line.mode),
        14,
      ),
      grid: { left: 66, top: 56, width: 812, height: 250 },
      xAxis: logMilliseconds(
        lines.flatMap((line) => line.points.map(([x]) => x)),
        axisName('time until complete', 32),
      ),
      yAxis: linear({ min: 0, max: 100, interval: 25, axisLabel: { formatter: '{value}%', fontSize: 12, color: ink } }),
      series: lines.map(({ mode, points }) => modeLine(mode, 0, points, { step: 'end' })),
    },
  };
}
