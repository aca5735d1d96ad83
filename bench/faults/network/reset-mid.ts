import { chance, proxied } from '../proxied.ts';

const SHARE = 0.15;

export const resetMid = proxied({
  name: 'network:reset-mid',
  title: 'Connections break in the middle of a request',
  what: `${SHARE * 100}% of the calls to inventory are reset when half of them arrived; in the event modes, its connection every 1.5 s`,
  toxic: (mode) => ({ kind: 'reset-mid', ...chance(mode, SHARE) }),
  tells: ({ hits }) => `${hits} connections reset in the middle of a request`,
});
