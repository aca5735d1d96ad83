import type { FaultKind } from './fault.ts';

const PER_SECOND = 20;

/** For one life of inventory. Proved by the backlog the broker tells of. */
export const slowConsumer: FaultKind = {
  name: 'slow-consumer',
  title: 'The inventory service works too slowly',
  what: `inventory takes ${PER_SECOND} messages per second, for one life`,
  needs: ['consume'],
  create({ lab }) {
    const service = lab.service('inventory');
    let waiting = 0;
    const depth = async () =>
      Math.max(...(await lab.operator.backlog()).map((one) => one.waiting + one.unacknowledged));
    return {
      async inject() {
        await service.stop();
        await service.start({ LAB_CONSUME_PER_SECOND: String(PER_SECOND) });
        await lab.ready();
      },
      async seen() {
        const now = await depth();
        return now > PER_SECOND ? `${now} messages wait in the broker` : null;
      },
      async heal() {
        waiting = await depth();
        await service.stop();
        await service.start();
        await lab.ready();
      },
      witness: async () => (waiting > PER_SECOND ? `${waiting} messages waited in the broker at the end` : null),
    };
  },
};
