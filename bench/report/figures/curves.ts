import { type Latencies } from '../../measure/latencies.ts';
import { highestQuantile, quantileOf } from '../../measure/percentiles.ts';
import type { LatencyKind } from '../../record/latency-kinds.ts';
import type { ModeName } from '../../record/run-file.ts';

/** A line of a picture of latencies, with the samples it is drawn from. */
export interface Curve {
  mode: ModeName;
  kind: LatencyKind;
  samples: number;
  /** `[-log10(1 - q), milliseconds]` by percentile. */
  points: Point[];
}

export type Point = [number, number];

/** From p10 up: the very fastest orders say nothing about a service and would stretch the scale. */
const first = -Math.log10(0.9);

/** Completion or acceptance by percentile: 40 points per decade, to where the samples no longer carry one. */
export function byPercentile(latencies: Latencies): Point[] {
  const end = -Math.log10(1 - highestQuantile(latencies.histogram.totalCount));
  const steps = Math.max(1, Math.ceil(end * 40));
  return Array.from({ length: steps + 1 }, (_, step) => {
    const x = first + ((end - first) * step) / steps;
    return [Number(x.toFixed(4)), Math.max(0.1, quantileOf(latencies, 1 - 10 ** -x) / 1000)];
  });
}

/** `[milliseconds, percent of the orders done by then]`, at every half percent, and at both ends. */
export function sharesOf(latencies: Latencies): Point[] {
  const points: Point[] = [];
  for (let percent = 0; percent <= 100; percent += 0.5) {
    points.push([Math.max(0.1, quantileOf(latencies, percent / 100) / 1000), percent]);
  }
  return points;
}
