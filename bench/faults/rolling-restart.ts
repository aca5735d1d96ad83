import { instanceName } from '../lab/instances.ts';
import type { FaultKind } from './fault.ts';

const NAME = 'rolling-restart';

/**
 * What a deployment does: SIGTERM, a drain, the next life, one process after the other; the history tells from when to when
 * each was away. Proved by how each life ended.
 */
export const rollingRestart: FaultKind = {
  name: NAME,
  title: 'Every service is restarted in turn',
  what: 'SIGTERM of each service in turn under load, each back before the next goes',
  inContainers: true,
  atOnce: true,
  create({ lab, recorder }) {
    const before = new Map<string, number | null>();
    return {
      async inject() {
        for (const { role, process, service } of lab.instances) {
          before.set(process, service.pid);
          recorder.note('fault', 'invoke', NAME, { phase: 'restart', role });
          await service.stop();
          await service.start();
          await lab.ready();
          recorder.note('fault', 'ok', NAME, { phase: 'restart', role });
        }
      },
      async heal() {},
      async witness() {
        const ends = lab.instances.map((instance) => {
          const end = instance.service.ends.find(({ pid }) => pid === before.get(instance.process));
          return end && `${instanceName(instance)} ${end.code === null ? end.signal : `exit code ${end.code}`}`;
        });
        return ends.every(Boolean) ? ends.join(', ') : null;
      },
    };
  },
};
