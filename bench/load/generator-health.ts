import type { GeneratorHealth } from '../measure/generator-doubts.ts';
import { Latencies } from '../measure/latencies.ts';
import { quantileOf } from '../measure/percentiles.ts';
import type { LoadFigures } from './load-result.ts';
import { sumsHold } from './time-sums.ts';

/**
 * What a run, or one phase of it, says of its generator. `reportedP50Us`: the latency its lateness is held against; null
 * where none is reported.
 */
export function generatorHealth(
  { histograms, connections, times }: Pick<LoadFigures, 'histograms' | 'connections' | 'times'>,
  cpuShare: number,
  reportedP50Us: number | null,
): GeneratorHealth {
  return {
    sendDelayP99Us: quantileOf(Latencies.decode(histograms.sendDelay), 0.99),
    reportedP50Us,
    cpuShare,
    denied: connections.denied,
    sumsHold: sumsHold(times),
  };
}
