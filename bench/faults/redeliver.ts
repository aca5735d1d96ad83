import type { Order } from '../../common/contracts/orders.ts';
import { counted } from '../lab/instances.ts';
import { getJson } from '../lab/service-client.ts';
import { keyOf } from '../record/attempt-key.ts';
import type { FaultKind } from './fault.ts';
import { type FaultParameters, valuesOf } from './parameters.ts';

const parameters = {
  orders: { label: 'the newest that are finished', unit: 'orders', usual: 25, least: 1, most: 200 },
} as const satisfies FaultParameters;

/** The same orders a second time: repeated calls, or their messages published again. Proved by the services' counts. */
export const redeliver: FaultKind = {
  name: 'redeliver',
  title: 'The same order is delivered twice',
  parameters,
  what: `everything that tells of ${parameters.orders.usual} finished orders is delivered a second time`,
  acts: 'after-load',
  quick: 'always',
  atOnce: true,
  create({ lab }, chosen = {}) {
    const { orders: many } = valuesOf(parameters, chosen);
    let delivered = 0;
    let ignoredBefore = 0;
    const ignored = () => counted(lab, 'messages_duplicate_total');
    return {
      async inject() {
        ignoredBefore = await ignored();
        const { orders } = await getJson<{ orders: Order[] }>(`${lab.urls['orders']}/orders?limit=200`);
        const finished = orders.filter(({ status }) => status === 'confirmed' || status === 'rejected');
        for (const order of finished.slice(0, many)) {
          delivered += await lab.operator.deliverAgain(order, keyOf(order) ?? '');
        }
      },
      async heal() {},
      async witness() {
        const seen = (await ignored()) - ignoredBefore;
        if (delivered === 0) return null;
        const off = lab.running.settings.LAB_WITHOUT.includes('inbox');
        return seen > 0 || off
          ? `${delivered} messages or calls sent again; their receivers recognised and ignored ${seen} (one message can have several)`
          : null;
      },
    };
  },
};
