import { instancesOf } from '../lab/instances.ts';
import type { FaultKind } from './fault.ts';
import { type FaultParameters, valuesOf } from './parameters.ts';

const parameters = {
  perSecond: { label: 'messages it takes', unit: '/s', usual: 20, least: 1, most: 1000 },
} as const satisfies FaultParameters;

/** For one life of inventory. Proved by the backlog the broker tells of. */
export const slowConsumer: FaultKind = {
  name: 'slow-consumer',
  title: 'The inventory service works too slowly',
  parameters,
  what: `each inventory process takes ${parameters.perSecond.usual} messages per second, for one life`,
  needs: ['consume'],
  create({ lab }, chosen = {}) {
    const { perSecond } = valuesOf(parameters, chosen);
    const services = instancesOf(lab, 'inventory').map(({ service }) => service);
    let waiting = 0;
    const depth = async () =>
      Math.max(...(await lab.operator.backlog()).map((one) => one.waiting + one.unacknowledged));
    return {
      async inject() {
        await Promise.all(services.map((service) => service.stop()));
        for (const service of services) await service.start({ LAB_CONSUME_PER_SECOND: String(perSecond) });
        await lab.ready();
      },
      async seen() {
        const now = await depth();
        return now > perSecond ? `${now} messages wait in the broker` : null;
      },
      async heal() {
        waiting = await depth();
        await Promise.all(services.map((service) => service.stop()));
        for (const service of services) await service.start();
        await lab.ready();
      },
      witness: async () => (waiting > perSecond ? `${waiting} messages waited in the broker at the end` : null),
    };
  },
};
