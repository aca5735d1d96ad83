import type { Latencies } from '../../measure/latencies.ts';
import { quantileOf } from '../../measure/percentiles.ts';
import type { RunFolder } from '../../record/read-run.ts';
import { type TrialGroup, trialsOf } from '../figures/groups.ts';
import { mergedLatencies } from '../figures/latency-figures.ts';
import { listed } from '../markdown/format.ts';
import { axisName, legend, linear, logMilliseconds } from './axes.ts';
import type { Chart } from './chart.ts';
import { modeLine } from './mode-line.ts';
import { ink } from './palette.ts';

/** The share of orders finished within a time: the same samples as the percentiles, down to the last one. */
export function completionCdf(folder: RunFolder, group: TrialGroup, file: string): Chart | null {
  const lines = folder.run.modes.flatMap((mode) => {
    const set = mergedLatencies(folder, trialsOf(group, mode), 'completion');
    if (set === null || set.histogram.totalCount === 0) return [];
    return [{ mode, samples: set.histogram.totalCount, data: shares(set) }];
  });
  if (lines.length === 0) return null;
  const samples = listed(lines.map((line) => `${line.mode} ${line.samples}`));
  return {
    file,
    title: 'Share of orders finished within a time',
    alt: `Cumulative share of orders completed against milliseconds on a logarithmic axis, one line per mode. Samples: ${samples}.`,
    caption: `Read a point as: so many percent of the orders were finished within this time. Samples: ${samples}.`,
    height: 380,
    option: {
      legend: legend(
        lines.map((line) => line.mode),
        14,
      ),
      grid: { left: 66, top: 56, width: 812, height: 250 },
      xAxis: logMilliseconds(
        lines.flatMap((line) => line.data.map(([x]) => x)),
        axisName('time until complete', 32),
      ),
      yAxis: linear({ min: 0, max: 100, interval: 25, axisLabel: { formatter: '{value}%', fontSize: 12, color: ink } }),
      series: lines.map(({ mode, data }) => modeLine(mode, 0, data, { step: 'end' })),
    },
  };
}

/** `[milliseconds, percent]` at every half percent, and at both ends. */
function shares(latencies: Latencies): [number, number][] {
  const points: [number, number][] = [];
  for (let percent = 0; percent <= 100; percent += 0.5) {
    points.push([Math.max(0.1, quantileOf(latencies, percent / 100) / 1000), percent]);
  }
  return points;
}
