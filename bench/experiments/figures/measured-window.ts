import type { Lab } from '../../lab/lab.ts';
import { ProcessSampler } from '../../measure/process-sampler.ts';
import type { ProcessUse, SeriesRow } from '../../record/run-file.ts';
import { watchVitals } from '../watch/service-vitals.ts';

/**
 * CPU, memory, event loops and commits over the measured window alone: from the moment the generator says that the
 * warm-up is over until it says that the last phase is.
 */
export async function measuredWindow(
  lab: Lab,
  trial: string,
  startUs: number,
  pids: Readonly<Record<string, () => number | null>>,
  { measuring, sent }: { measuring: Promise<void>; sent: Promise<void> },
): Promise<{ use: ProcessUse[]; rows: SeriesRow[] }> {
  await measuring;
  const sampler = new ProcessSampler(trial, pids).start();
  const watched = watchVitals(lab, trial, startUs);
  await sent;
  sampler.stop();
  const vitals = await watched.stop();
  return { use: sampler.use().map((use) => ({ ...use, ...vitals.get(use.process) })), rows: watched.rows };
}
