import type { Latencies } from '../../measure/latencies.ts';
import { highestQuantile, quantileOf, samplesNeeded } from '../../measure/percentiles.ts';
import type { RunFolder } from '../../record/read-run.ts';
import type { LatencyKind } from '../../record/run-file.ts';
import { type TrialGroup, trialsOf } from '../figures/groups.ts';
import { mergedLatencies } from '../figures/latency-figures.ts';
import { listed, msOfMicros } from '../markdown/format.ts';
import { axisName, legend, linear, logMilliseconds, panelTitle } from './axes.ts';
import type { Chart } from './chart.ts';
import { modeLine } from './mode-line.ts';
import { ink } from './palette.ts';

/** From p10 up: the very fastest orders say nothing about a service and would stretch the scale. */
const first = -Math.log10(0.9);
const kinds: LatencyKind[] = ['acceptance', 'completion'];
const ticks = new Map([
  [-Math.log10(0.9), 'p10'],
  [-Math.log10(0.5), 'p50'],
  [1, 'p90'],
  [2, 'p99'],
  [3, 'p99.9'],
  [4, 'p99.99'],
]);

/** Milliseconds by percentile, both axes logarithmic; a line ends where the samples no longer carry a percentile. */
export function latencyByPercentile(folder: RunFolder, group: TrialGroup, file: string): Chart | null {
  const lines = kinds.flatMap((kind, panel) =>
    folder.run.modes.flatMap((mode) => {
      const set = mergedLatencies(folder, trialsOf(group, mode), kind);
      const enough = set !== null && set.histogram.totalCount >= samplesNeeded(0.5);
      return enough ? [{ mode, kind, panel, data: curve(set) }] : [];
    }),
  );
  if (lines.length === 0) return null;
  const points = lines.flatMap((line) => line.data);
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
    .map(({ mode, data }) => `${mode} ${msOfMicros((data.at(-1)?.[1] ?? 0) * 1000)} ms at its last point`);
  return {
    file,
    title: 'Latency by percentile',
    alt: `Two panels, acceptance and completion in milliseconds by percentile, one line per mode. Completion: ${listed(ends)}.`,
    caption:
      'Read a point as: this share of the orders took at most so long. The left panel is the wait for the HTTP answer, the right one ' +
      'until the order was really finished. Lower is sooner; both vertical axes are the same and logarithmic: each line of the grid is ten ' +
      'times the one below. A line ends where fewer than 100 orders lie above it: beyond that the run has no evidence.',
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
      series: lines.map(({ mode, panel, data }) => modeLine(mode, panel, data)),
    },
  };
}

/** `[-log10(1 - q), milliseconds]`, 40 points per decade. */
function curve(latencies: Latencies): [number, number][] {
  const end = -Math.log10(1 - highestQuantile(latencies.histogram.totalCount));
  const steps = Math.max(1, Math.ceil(end * 40));
  return Array.from({ length: steps + 1 }, (_, step) => {
    const x = first + ((end - first) * step) / steps;
    return [round(x), Math.max(0.1, quantileOf(latencies, 1 - 10 ** -x) / 1000)];
  });
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
