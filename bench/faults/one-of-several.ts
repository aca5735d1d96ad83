import { type Instance, instanceName, instancesOf } from '../lab/instances.ts';
import type { FaultContext, FaultKind } from './fault.ts';

/** The last of the inventory processes goes, the others stay; when it is healed, one is added. */
const oneOfSeveral = (
  more: Pick<FaultKind, 'name' | 'title' | 'what'>,
  end: (one: Instance) => Promise<unknown>,
): FaultKind => ({
  ...more,
  ofSeveral: 'inventory',
  create({ lab }: FaultContext) {
    const all = instancesOf(lab, 'inventory');
    const one = all.at(-1) as Instance;
    let pid: number | null = null;
    let gone: string | null = null;
    return {
      async inject() {
        ({ pid } = one.service);
        await end(one);
        const how = one.service.ends.find((life) => life.pid === pid);
        const others = all.filter(({ service }) => service.pid !== null).length;
        if (how && others > 0)
          gone = `${instanceName(one)} ended (${how.signal ?? `exit code ${how.code}`}), ${others} of ${all.length} stayed`;
      },
      seen: async () => (one.service.pid === null ? gone : null),
      async heal() {
        await one.service.start();
        await lab.ready();
      },
      async witness() {
        const { pid: now } = one.service;
        if (gone === null || now === null || now === pid) return null;
        return `${gone}; one was added, pid ${now}`;
      },
    };
  },
});

export const killOneInventory = oneOfSeveral(
  {
    name: 'kill-one-inventory',
    title: 'One of several inventory processes is killed',
    what: 'SIGKILL of one of several inventory processes under load; later one is added',
  },
  ({ service }) => service.kill(),
);

export const stopOneInventory = oneOfSeveral(
  {
    name: 'stop-one-inventory',
    title: 'One of several inventory processes is taken away',
    what: 'SIGTERM of one of several inventory processes under load; later one is added',
  },
  ({ service }) => service.stop(),
);
