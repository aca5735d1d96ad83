import { generatorHealth } from '../../load/generator-health.ts';
import type { LoadFigures } from '../../load/load-result.ts';
import { type GeneratorDoubt, generatorDoubts, type Lateness, latenessOf } from '../../measure/generator-doubts.ts';
import type { Latencies } from '../../measure/latencies.ts';
import { percentilesOf } from '../../measure/percentiles.ts';

/**
 * What the generator's own figures void (measurement.md, rule 11). What is ranked is completion and what it costs, so lateness is held
 * against the median of that. Where an answer comes much sooner, and it was too late for that alone, it voids the acceptance alone.
 * `latencies`: null where none is what the trial is about.
 */
export function generatorSays(
  load: Pick<LoadFigures, 'histograms' | 'connections' | 'times'>,
  cpuShare: number,
  latencies: Record<'acceptance' | 'completion', Latencies> | null,
): { doubts: GeneratorDoubt[]; acceptanceVoid: Lateness | null } {
  const p50 = (kind: 'acceptance' | 'completion') => latencies && percentilesOf(latencies[kind]).p50;
  const health = generatorHealth(load, cpuShare, p50('completion'));
  const doubts = generatorDoubts(health);
  const forAnswers = latenessOf({ ...health, reportedP50Us: p50('acceptance') });
  return { doubts, acceptanceVoid: doubts.length === 0 ? forAnswers : null };
}
