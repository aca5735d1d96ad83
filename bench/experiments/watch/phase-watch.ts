import type { Lab } from '../../lab/lab.ts';
import { type PidOf, ProcessSampler } from '../../measure/process-sampler.ts';
import type { ProcessUse } from '../../record/run-file.ts';
import { watchVitals } from './service-vitals.ts';

/**
 * What each process used in each of the named phases of a load. `phase` is to be called as a phase begins, with null when
 * the last one is over.
 */
export function watchPhases(
  lab: Lab,
  trial: string,
  startUs: number,
  phases: readonly string[],
  processes: () => Readonly<Record<string, PidOf>>,
) {
  const uses = new Map<string, Promise<ProcessUse[]>>();
  let end: () => void = () => {};
  let lastLook: Promise<unknown> = Promise.resolve();
  return {
    phase(name: string | null): void {
      end();
      end = () => {};
      if (name === null || !phases.includes(name)) return;
      const sampler = new ProcessSampler(trial, processes()).start();
      const vitals = watchVitals(lab, trial, startUs, { after: lastLook });
      end = () => {
        sampler.stop();
        const use = sampler.use();
        const looks = vitals.stop();
        lastLook = looks;
        uses.set(
          name,
          looks.then((found) => use.map((each) => ({ ...each, ...found.get(each.process) }))),
        );
      };
    },
    uses: async (): Promise<Map<string, ProcessUse[]>> =>
      new Map(await Promise.all([...uses].map(async ([name, use]) => [name, await use] as const))),
  };
}
