import { chance, proxied, striking } from '../proxied.ts';

const parameters = striking(15);

export const resetMid = proxied({
  name: 'network:reset-mid',
  title: 'Connections break in the middle of a request',
  parameters,
  what: `${parameters.percent.usual}% of the calls to inventory are reset when half of them arrived; in the event modes, its connection every 1.5 s`,
  toxic: (values, mode) => ({ kind: 'reset-mid', ...chance(mode, values) }),
  tells: ({ hits }) => `${hits} connections reset in the middle of a request`,
});
