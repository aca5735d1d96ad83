import type { RunFolder } from '../../record/read-run.ts';
import { groupTrials, type TrialGroup, variationsOf } from '../figures/groups.ts';
import { burstTimeline } from './burst-timeline.ts';
import type { Chart } from './chart.ts';
import { completionCdf } from './completion-cdf.ts';
import { lagCharts } from './lag-and-drain.ts';
import { latencyByPercentile } from './latency-by-percentile.ts';
import { sweepChart } from './sweep-chart.ts';

/** The charts that the data of this run can fill, in the order of the report; those of faults stand beside their tables. */
export function planCharts(folder: RunFolder): Chart[] {
  const charts = [
    ...groupTrials(folder.run).flatMap((group) => ofBase(folder, group)),
    ...(['delay', 'rate', 'share'] as const).map((kind) => sweepChart(folder, kind)),
    ...variationsOf(folder.run, 'burst').map((group) => burstTimeline(folder, group)),
  ];
  return [...charts.filter((chart) => chart !== null), ...lagCharts(folder)];
}

/** Only the base has samples enough for whole curves. */
function ofBase(folder: RunFolder, group: TrialGroup): (Chart | null)[] {
  const { variation, fault } = group;
  if (variation?.kind !== 'base') return [];
  const of = name(`${fault}-${variation.value}-per-s`);
  return [
    latencyByPercentile(folder, group, `latency-by-percentile-${of}.svg`),
    completionCdf(folder, group, `completion-cdf-${of}.svg`),
  ];
}

function name(text: string): string {
  return text.replace(/[^a-z0-9.]+/gi, '-');
}
