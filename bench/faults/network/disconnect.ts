import { type FaultKind } from '../fault.ts';

/** The cable is pulled: nobody reaches inventory, and it reaches nobody; packets are lost, nothing is closed. */
export const disconnect: FaultKind = {
  name: 'network:disconnect',
  title: 'Inventory is taken off its networks',
  what: 'the container of inventory is taken off all its networks; with --runtime docker alone',
  inContainers: 'only',
  create({ lab: { containers, ready } }) {
    let left: string[] = [];
    let joined: string[] = [];
    return {
      async inject() {
        left = (await containers?.disconnect('inventory')) ?? [];
      },
      async heal() {
        joined = (await containers?.reconnect('inventory')) ?? [];
        await ready();
      },
      witness: async () =>
        left.length > 0 && left.every((network) => joined.includes(network))
          ? `the engine took it off ${left.join(' and ')}, and put it back`
          : null,
    };
  },
};
