import type { FaultKind } from './fault.ts';

/** SIGKILL of the broker under load, restarted with the same data. Proved by its pid. */
export const brokerKill: FaultKind = {
  name: 'broker-kill',
  what: 'SIGKILL of the broker under load; it comes back with its data',
  notApplicable: (mode) => mode.cannot['broker-kill'] ?? null,
  create({ lab, broker }) {
    let before: number | null = null;
    return {
      async inject() {
        if (!broker?.owned) throw new Error('The broker is not ours to kill.');
        before = broker.pid();
        await broker.kill();
      },
      async heal() {
        await broker?.restart();
        await lab.ready();
      },
      async witness() {
        const after = broker?.pid() ?? null;
        return before !== null && after !== null && before !== after ? `pid ${before} killed, then ${after}` : null;
      },
    };
  },
};
