import { proxied } from './proxied.ts';

const DELAY_MS = 2000;

/** Inventory answers late, or is told late: delay on the way back from it, or from the broker to it. */
export const slowInventory = proxied({
  name: 'slow-inventory',
  title: 'The inventory service answers late',
  leads: true,
  quick: 'alone',
  what: `${DELAY_MS / 1000} s of delay in front of inventory: on its answers, or on what the broker sends it`,
  toxic: () => ({ kind: 'latency', ms: DELAY_MS, jitterMs: 0, direction: 'response' }),
  tells: ({ hits, bytes }) => `${hits} answers or deliveries (${bytes} bytes) held back ${DELAY_MS} ms`,
});
