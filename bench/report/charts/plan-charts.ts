import type { RunFigures } from '../figures/run-figures.ts';
import { burstTimeline } from './burst-timeline.ts';
import type { Chart } from './chart.ts';
import { clusterCharts } from './cluster-charts.ts';
import { faultTimeline } from './fault-timeline.ts';
import { lagCharts } from './lag-and-drain.ts';
import { completionCdf, latencyByPercentile } from './latency-curves.ts';
import { orderLanes } from './order-lanes.ts';
import { sweepChart } from './sweep-chart.ts';
import { workCharts } from './work-charts.ts';

/** The charts that the data of a run can fill, planned once: sections link to them. */
export interface RunCharts {
  /** In the order of the report. */
  charts: Chart[];
  /** By the name of the fault: one for each that lasted a while, beside its table. */
  faults: Map<string, Chart>;
  /** One order of each mode, beside its stages. */
  lanes: Chart | null;
}

export function planCharts(figures: RunFigures): RunCharts {
  const { base, varied, bursts } = figures.latency;
  const charts = [
    ...base.flatMap((each) => {
      const of = fileName(`${each.group.fault}-${each.group.variation?.value}-per-s`);
      return [
        latencyByPercentile(each, `latency-by-percentile-${of}.svg`),
        completionCdf(each, `completion-cdf-${of}.svg`),
      ];
    }),
    ...(['delay', 'rate', 'share'] as const).map((kind) => sweepChart(kind, varied[kind] ?? [])),
    ...bursts.map(burstTimeline),
    ...lagCharts(figures.drains),
    ...workCharts(figures.work),
    ...clusterCharts(figures.cluster),
  ];
  const faults = figures.faults.flatMap((each) => {
    const chart = faultTimeline(each, `fault-${fileName(each.fault)}.svg`);
    return chart === null ? [] : [[each.fault, chart] as const];
  });
  return {
    charts: charts.filter((chart) => chart !== null),
    faults: new Map(faults),
    lanes: orderLanes(figures.stories),
  };
}

/** Every picture to be drawn. */
export const allCharts = ({ charts, faults, lanes }: RunCharts): Chart[] => [
  ...charts,
  ...faults.values(),
  ...(lanes === null ? [] : [lanes]),
];

function fileName(text: string): string {
  return text.replace(/[^a-z0-9.]+/gi, '-');
}
