import type { Role } from '../../common/mode.ts';
import { instanceName, instancesOf } from '../lab/instances.ts';
import { rolling } from '../record/fault-name.ts';
import type { FaultKind } from './fault.ts';

/**
 * What a deployment does: SIGTERM, a drain, the next life, one process after the other; the history tells from when to when
 * each was away, and of how many. Proved by how each life ended.
 */
const restartInTurn = (more: Pick<FaultKind, 'name' | 'title' | 'what' | 'ofSeveral'>, role?: Role): FaultKind => ({
  ...more,
  inContainers: true,
  atOnce: true,
  create({ lab, recorder }) {
    const those = role === undefined ? lab.instances : instancesOf(lab, role);
    const before = new Map<string, number | null>();
    return {
      async inject() {
        for (const { role: one, process, service } of those) {
          before.set(process, service.pid);
          const restart = { phase: 'restart', role: one, process, of: instancesOf(lab, one).length };
          recorder.note('fault', 'invoke', more.name, restart);
          await service.stop();
          await service.start();
          await lab.ready();
          recorder.note('fault', 'ok', more.name, restart);
        }
      },
      async heal() {},
      async witness() {
        const ends = those.map((instance) => {
          const end = instance.service.ends.find(({ pid }) => pid === before.get(instance.process));
          return end && `${instanceName(instance)} ${end.code === null ? end.signal : `exit code ${end.code}`}`;
        });
        return ends.every(Boolean) ? ends.join(', ') : null;
      },
    };
  },
});

export const rollingRestart = restartInTurn({
  name: rolling.all,
  title: 'Every service is restarted in turn',
  what: 'SIGTERM of each service in turn under load, each back before the next goes',
});

/** The Tuesday deploy. */
export const rollingInventory = restartInTurn(
  {
    name: rolling.inventory,
    title: 'The inventory processes are restarted in turn',
    what: 'SIGTERM of each of several inventory processes in turn under load, each back before the next goes',
    ofSeveral: 'inventory',
  },
  'inventory',
);
