import { groupTrials } from '../groups.ts';
import type { RunFolder } from '../read/read-run.ts';
import { lasts } from '../words.ts';
import type { Chart } from './chart.ts';
import { completionCdf } from './completion-cdf.ts';
import { faultTimeline } from './fault-timeline.ts';
import { latencyByPercentile } from './latency-by-percentile.ts';

/** The charts that the data of this run can fill, in the order of the report. */
export function planCharts(folder: RunFolder): Chart[] {
  return groupTrials(folder.run).flatMap((group) => {
    const of = [group.fault, ...(group.ratePerSecond === null ? [] : [`${group.ratePerSecond}-per-s`])].join('-');
    const charts =
      group.experiment === 'latency'
        ? [
            latencyByPercentile(folder, group, `latency-by-percentile-${name(of)}.svg`),
            completionCdf(folder, group, `completion-cdf-${name(of)}.svg`),
          ]
        : group.experiment === 'failure' && lasts(group.fault)
          ? [faultTimeline(folder, group, `fault-${name(of)}.svg`)]
          : [];
    return charts.filter((chart) => chart !== null);
  });
}

function name(text: string): string {
  return text.replace(/[^a-z0-9.]+/gi, '-');
}
