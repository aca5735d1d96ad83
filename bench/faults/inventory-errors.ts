import { chance, proxied, striking } from './proxied.ts';

const parameters = striking(10);

/** The error of a service that dies in the middle: whether the request had its effect is not known to the caller. */
export const inventoryErrors = proxied({
  name: 'inventory-errors',
  title: 'Some calls to the inventory service fail',
  parameters,
  what: `${parameters.percent.usual}% of the calls to inventory end in a reset connection; in the event modes its connection is reset every 1.5 s`,
  toxic: (values, mode) => ({ kind: 'reset-after-request', ...chance(mode, values) }),
  tells: ({ hits }) => `${hits} exchanges failed`,
});
