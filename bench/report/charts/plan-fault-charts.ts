import type { RunFolder } from '../../record/read-run.ts';
import { groupTrials } from '../figures/groups.ts';
import type { Chart } from './chart.ts';
import { faultTimeline } from './fault-timeline.ts';

/** One chart for each fault that lasted a while, all modes in it, by the name of the fault. */
export function planFaultCharts(folder: RunFolder): Map<string, Chart> {
  const charts = new Map<string, Chart>();
  for (const group of groupTrials(folder.run)) {
    if (group.experiment !== 'failure') continue;
    const chart = faultTimeline(folder, group, `fault-${group.fault.replace(/[^a-z0-9.]+/gi, '-')}.svg`);
    if (chart !== null) charts.set(group.fault, chart);
  }
  return charts;
}
