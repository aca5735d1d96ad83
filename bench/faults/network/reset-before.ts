import { chance, proxied } from '../proxied.ts';

const SHARE = 0.15;

/** A repetition succeeds: what retries are for. Few enough that they stay within the retry budget. */
export const resetBefore = proxied({
  name: 'network:reset-before',
  what: `${SHARE * 100}% of the calls to inventory are reset before they arrive; in the event modes, its connection every 1.5 s`,
  toxic: (mode) => ({ kind: 'reset-before', ...chance(mode, SHARE) }),
  tells: ({ hits }) => `${hits} connections reset before a request arrived`,
});
