import { availableParallelism } from 'node:os';
import { brokerPids } from '../../../brokers/broker-processes.ts';
import type { Lab } from '../../../lab/lab.ts';
import { ProcessSampler } from '../../../measure/process-sampler.ts';
import type { CeilingContext } from '../ceiling-context.ts';

/** Watches how many cores the services, their broker and `others` use until `used` is called, which says it in words. */
export async function watchCores({ session }: CeilingContext, lab: Lab, others: Record<string, number> = {}) {
  const { services } = lab.mode;
  const broker = await session.brokerFor(lab.mode);
  const pids: Record<string, () => number | null> = {
    ...Object.fromEntries(services.map(({ role }) => [role, () => lab.service(role).pid])),
    ...(broker?.owned && brokerPids(broker)),
    ...Object.fromEntries(Object.entries(others).map(([name, pid]) => [name, () => pid])),
  };
  const sampler = new ProcessSampler('ceiling', pids).start();
  const startedMs = performance.now();
  return {
    used(): string {
      const seconds = (performance.now() - startedMs) / 1000;
      sampler.stop();
      const uses = sampler.use().toSorted((a, b) => b.cpuSeconds - a.cpuSeconds);
      const sum = uses.reduce((total, { cpuSeconds }) => total + cpuSeconds, 0);
      const each = uses.map(({ process, cpuSeconds }) => `${process} ${(cpuSeconds / seconds).toFixed(2)}`);
      return `cores used: ${each.join(', ')}; together ${(sum / seconds).toFixed(2)} of ${availableParallelism()}`;
    },
  };
}
