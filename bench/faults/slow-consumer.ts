import { instancesOf } from '../lab/instances.ts';
import { serviceBehind } from '../lab/service-behind.ts';
import { sum } from '../measure/sums.ts';
import type { FaultKind } from './fault.ts';
import { type FaultParameters, valuesOf } from './parameters.ts';

const parameters = {
  perSecond: { label: 'messages it takes', unit: '/s', usual: 20, least: 1, most: 1000 },
} as const satisfies FaultParameters;

/** For one life of inventory. Proved by its backlog, as the broker tells it. */
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
    /** Others may wait as well, or have a backlog because nobody reads it. */
    const depth = async () => {
      const own = (await lab.operator.backlog()).filter(
        ({ consumer }) => serviceBehind(lab, consumer)?.role === 'inventory',
      );
      return sum(own, (one) => one.waiting + one.unacknowledged);
    };
    return {
      async inject() {
        await Promise.all(services.map((service) => service.stop()));
        for (const service of services) await service.start({ LAB_CONSUME_PER_SECOND: String(perSecond) });
        await lab.ready();
      },
      async seen() {
        const now = await depth();
        return now > perSecond ? `${now} messages for inventory wait in the broker` : null;
      },
      async heal() {
        waiting = await depth();
        await Promise.all(services.map((service) => service.stop()));
        for (const service of services) await service.start();
        await lab.ready();
      },
      witness: async () =>
        waiting > perSecond ? `${waiting} messages for inventory waited in the broker at the end` : null,
    };
  },
};
