import type { FaultParameters } from './parameters.ts';
import { proxied } from './proxied.ts';

const parameters = {
  delayMs: { label: 'delay', unit: 'ms', usual: 2000, least: 1, most: 30_000 },
} as const satisfies FaultParameters;

/** What inventory answers, or is told, is late on its way: from it to who called, or from the broker to it. It works as fast as ever. */
export const slowInventory = proxied({
  name: 'slow-inventory',
  title: 'The network in front of the inventory service is slow',
  leads: true,
  delays: true,
  quick: 'alone',
  parameters,
  what: `${parameters.delayMs.usual / 1000} s of delay in front of inventory: on its answers, or on what the broker sends it`,
  toxic: ({ delayMs }) => ({ kind: 'latency', ms: delayMs, jitterMs: 0, direction: 'response' }),
  tells: ({ hits, bytes }, { delayMs }) => `${hits} answers or deliveries (${bytes} bytes) held back ${delayMs} ms`,
});
