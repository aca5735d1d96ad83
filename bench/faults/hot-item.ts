import type { Product } from '../../common/contracts/products.ts';
import { getJson, putJson } from '../lab/service-client.ts';
import type { FaultKind } from './fault.ts';

const SKU = 'TEA-ASSAM';
const PIECES = 40;
const WEIGHT = 30;

/** Everybody wants the last pieces of one product at the same moment. Proved by its stock and by who was turned away. */
export const hotItem: FaultKind = {
  name: 'hot-item',
  title: 'Everybody wants the last pieces of one product',
  what: `the last ${PIECES} pieces of a product that most orders name`,
  load: { weights: { [SKU]: WEIGHT } },
  create({ lab }) {
    const product = () => getJson<Product>(`${lab.urls['inventory']}/products/${SKU}`);
    let atInjection = 0;
    let left: number | null = null;
    return {
      async inject() {
        await putJson(`${lab.urls['inventory']}/products/${SKU}/stock`, { available: PIECES });
        atInjection = (await product()).reserved;
      },
      async seen() {
        const { available, reserved } = await product();
        return reserved > atInjection && available < 3 ? `${available} of ${PIECES} pieces of ${SKU} are left` : null;
      },
      async heal() {
        const { available, reserved } = await product();
        left = reserved > atInjection ? available : null;
      },
      // 3 is the most one line asks for: with fewer left, orders are turned away.
      witness: async () =>
        left !== null && left < 3 ? `${PIECES} pieces of ${SKU} were fought for, ${left} were left` : null,
    };
  },
};
