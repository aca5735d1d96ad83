import type { Mode } from '../../../common/mode.ts';
import { type FaultKind, linksOfInventory } from '../fault.ts';
import { placeInsistently } from '../insistent-client.ts';
import { chance, proxied } from '../proxied.ts';
import type { ProxiedLink } from '../proxy/proxy.ts';

const ORDERS = 12;
const toOrders: ProxiedLink = { from: 'client', to: 'orders' };
const links = (mode: Mode) => [...linksOfInventory(mode), toOrders];

const onLinks = proxied({
  name: 'network:reset-after-request',
  title: 'The request arrives, its answer is lost',
  what:
    'the request arrives and its answer is lost in a reset: every call to inventory (its connection every 1.5 s in the event ' +
    `modes), and ${ORDERS} customers' orders, which they send again with the same key`,
  links,
  toxic: (mode, { from }) => ({
    kind: 'reset-after-request',
    ...(from === 'client' ? { share: 1, everyMs: 0 } : chance(mode, 1)),
  }),
  tells: ({ hits }) => `${hits} answers lost after their request arrived`,
});

/** Whoever gets no answer cannot know what happened: what idempotency keys and releases are for. */
export const resetAfterRequest: FaultKind = {
  ...onLinks,
  quick: 'alone',
  create(context) {
    const fault = onLinks.create(context);
    let customers: Promise<unknown> = Promise.resolve();
    return {
      async inject() {
        await fault.inject();
        customers = placeInsistently(context, ORDERS); // they go on until they have an answer, after healing at the latest
      },
      async heal() {
        await fault.heal();
        await customers;
      },
      seen: async () => (await fault.seen?.()) ?? null,
      witness: () => fault.witness(),
    };
  },
};
