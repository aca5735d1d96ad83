import type { Product } from '../../common/contracts/products.ts';
import { getJson, putJson } from '../lab/service-client.ts';
import type { FaultKind } from './fault.ts';
import { type FaultParameters, valuesOf } from './parameters.ts';

const SKU = 'TEA-ASSAM';
const WEIGHT = 30;
const parameters = {
  pieces: { label: 'left of it', unit: 'pieces', usual: 40, least: 3, most: 10_000 },
} as const satisfies FaultParameters;

/** Everybody wants the last pieces of one product at the same moment. Proved by its stock and by who was turned away. */
export const hotItem: FaultKind = {
  name: 'hot-item',
  title: 'Everybody wants the last pieces of one product',
  parameters,
  what: `the last ${parameters.pieces.usual} pieces of a product that most orders name`,
  load: { weights: { [SKU]: WEIGHT } },
  create({ lab }, chosen = {}) {
    const { pieces } = valuesOf(parameters, chosen);
    const product = () => getJson<Product>(`${lab.urls['inventory']}/products/${SKU}`);
    let atInjection = 0;
    let left: number | null = null;
    return {
      async inject() {
        atInjection = (await product()).reserved; // before: all that is left may be sold by the time of an answer
        await putJson(`${lab.urls['inventory']}/products/${SKU}/stock`, { available: pieces });
      },
      async seen() {
        const { available, reserved } = await product();
        return reserved > atInjection && available < 3 ? `${available} of ${pieces} pieces of ${SKU} are left` : null;
      },
      async heal() {
        const { available, reserved } = await product();
        left = reserved > atInjection ? available : null;
      },
      // 3 is the most one line asks for: with fewer left, orders are turned away.
      witness: async () =>
        left !== null && left < 3 ? `${pieces} pieces of ${SKU} were fought for, ${left} were left` : null,
    };
  },
};
