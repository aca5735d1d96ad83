import { setTimeout } from 'node:timers/promises';
import type { FaultKind } from './fault.ts';
import { type FaultParameters, valuesOf } from './parameters.ts';

/** Long enough that publishes pile up in the sockets of a broker that will never read them. */
const parameters = {
  frozenMs: { label: 'frozen before that', unit: 'ms', usual: 1000, least: 0, most: 10_000 },
} as const satisfies FaultParameters;

/**
 * SIGKILL of the broker under load, restarted with the same data. It freezes first, as one does that swaps or runs out of
 * memory: what was written to it meanwhile is lost with it, and a publisher without confirms cannot know. Proved by its pid.
 */
export const brokerKill: FaultKind = {
  name: 'broker-kill',
  title: 'The broker is killed',
  parameters,
  what: `the broker freezes for ${parameters.frozenMs.usual / 1000} s under load and gets SIGKILL; it comes back with its data`,
  needs: ['broker-kill'],
  ofOwnBroker: true,
  inContainers: true,
  leads: true,
  quick: 'alone',
  create({ lab, broker }, chosen = {}) {
    const { frozenMs } = valuesOf(parameters, chosen);
    let before: number | null = null;
    return {
      async inject() {
        if (!broker?.owned) throw new Error('The broker is not ours to kill.');
        before = broker.pid();
        await broker.suspend();
        await setTimeout(frozenMs);
        await broker.kill();
      },
      seen: async () => (before !== null && broker?.pid() === null ? `pid ${before} killed` : null),
      async heal() {
        const now = broker?.pid() ?? null;
        const isBack = before !== null && now !== null && now !== before;
        if (!isBack) await broker?.restart(); // where only the services were late, a second attempt waits for them alone
        await lab.ready();
      },
      async witness() {
        const after = broker?.pid() ?? null;
        return before !== null && after !== null && before !== after ? `pid ${before} killed, then ${after}` : null;
      },
    };
  },
};
