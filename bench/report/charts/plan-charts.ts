import { groupTrials } from '../groups.ts';
import type { RunFolder } from '../read/read-run.ts';
import type { Chart } from './chart.ts';
import { completionCdf } from './completion-cdf.ts';
import { faultTimeline } from './fault-timeline.ts';
import { lagCharts } from './lag-and-drain.ts';
import { latencyByPercentile } from './latency-by-percentile.ts';

/** The charts that the data of this run can fill, in the order of the report. */
export function planCharts(folder: RunFolder): Chart[] {
  const charts = groupTrials(folder.run).flatMap((group) => {
    const of = [group.fault, ...(group.ratePerSecond === null ? [] : [`${group.ratePerSecond}-per-s`])].join('-');
    const planned =
      group.experiment === 'latency'
        ? [
            latencyByPercentile(folder, group, `latency-by-percentile-${name(of)}.svg`),
            completionCdf(folder, group, `completion-cdf-${name(of)}.svg`),
          ]
        : group.experiment === 'failure'
          ? [faultTimeline(folder, group, `fault-${name(of)}.svg`)]
          : [];
    return planned.filter((chart) => chart !== null);
  });
  return [...charts, ...lagCharts(folder)];
}

function name(text: string): string {
  return text.replace(/[^a-z0-9.]+/gi, '-');
}
