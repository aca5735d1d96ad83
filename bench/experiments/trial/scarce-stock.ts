import type { Product } from '../../../common/contracts/products.ts';
import { readProducts } from '../../lab/final-reads.ts';
import type { Lab } from '../../lab/lab.ts';
import { putJson } from '../../lab/service-client.ts';

/** One product runs out early, so that orders are rejected and a low-stock alert is due. */
const PIECES = 60;
const scarceSku = 'SCALE-POCKET';
/** How often it is ordered, other products being 1. */
export const scarceWeights = { [scarceSku]: 0.3 };

/** Makes that product scarce; to be called before the first order. Returns the catalogue as it then is. */
export async function stockScarcely(lab: Lab): Promise<Product[]> {
  await putJson(`${lab.urls['inventory']}/products/${scarceSku}/stock`, { available: PIECES });
  return readProducts(lab);
}
