import type { FaultKind } from './fault.ts';

/** The control: the same code path, and nothing goes wrong. */
export const none: FaultKind = {
  name: 'none',
  title: 'No fault (the control)',
  what: 'nothing goes wrong: the control',
  inContainers: true,
  quick: 'alone',
  create: () => ({
    async inject() {},
    async heal() {},
    witness: async () => 'nothing was injected',
  }),
};
