import type { Mode } from '../../../common/mode.ts';
import { type FaultKind, linksOfInventory } from '../fault.ts';
import { placeInsistently } from '../insistent-client.ts';
import { type FaultParameters, valuesOf } from '../parameters.ts';
import { chance, proxied, striking } from '../proxied.ts';
import type { ProxiedLink } from '../proxy/proxy.ts';

const parameters = {
  ...striking(100),
  customers: { label: 'customers who insist', unit: 'orders', usual: 12, least: 1, most: 100 },
} as const satisfies FaultParameters;
const toOrders: ProxiedLink = { from: 'client', to: 'orders' };
const links = (mode: Mode) => [...linksOfInventory(mode), toOrders];

const onLinks = proxied({
  parameters,
  name: 'network:reset-after-request',
  title: 'The request arrives, its answer is lost',
  what:
    'the request arrives and its answer is lost in a reset: every call to inventory (its connection every 1.5 s in the event ' +
    `modes), and ${parameters.customers.usual} customers' orders, which they send again with the same key`,
  links,
  toxic: (values, mode, { from }) => ({
    kind: 'reset-after-request',
    ...(from === 'client' ? { share: 1, everyMs: 0 } : chance(mode, values)),
  }),
  tells: ({ hits }) => `${hits} answers lost after their request arrived`,
});

/** Whoever gets no answer cannot know what happened: what idempotency keys and releases are for. */
export const resetAfterRequest: FaultKind = {
  ...onLinks,
  quick: 'alone',
  create(context, chosen = {}) {
    const fault = onLinks.create(context, chosen);
    const { customers: many } = valuesOf(parameters, chosen);
    let customers: Promise<unknown> = Promise.resolve();
    return {
      async inject() {
        await fault.inject();
        customers = placeInsistently(context, many); // they go on until they have an answer, after healing at the latest
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
