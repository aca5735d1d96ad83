import { z } from 'zod';
import { Sku } from '../contracts/primitives.ts';
import { ProblemError } from '../contracts/problems.ts';
import { NewProduct, SetStock, StockMovementQuery } from '../contracts/products.ts';
import type { Asked } from '../http/asked.ts';
import { type Api, ok, queryOf } from '../http/http.ts';
import { addProduct, findProduct, listMovements, listProducts, setStock } from '../store/stock-store.ts';
import type { Store } from '../store/store.ts';

/** Of every price: what an order costs is one sum. */
const currency = 'EUR';
const NoQuery = z.strictObject({});

/** The inventory service's public routes, the same in every mode. */
export function inventoryApi(api: Api, store: Store): void {
  api.get('/products', async (request) => {
    queryOf(NoQuery, request);
    return ok({ products: await listProducts(store.reader) });
  });
  api.get('/products/:sku', async (request) => ok(existing(await findProduct(store.reader, skuOf(request)))));
  api.post('/products', NewProduct, async (product) => {
    const added = await store.transact((tx) => addProduct(tx, { ...product, currency }));
    if (!added) throw new ProblemError('already-exists', 'There is a product with this sku.');
    return { status: 201, body: added };
  });
  api.put('/products/:sku/stock', SetStock, async ({ available }, request) =>
    ok(existing(await store.transact((tx) => setStock(tx, skuOf(request), available)))),
  );
  api.get('/stock-movements', async (request) =>
    ok(await listMovements(store.reader, queryOf(StockMovementQuery, request))),
  );
}

/** What can be no sku is none of ours, and need not be looked for. */
function skuOf({ params }: Asked): Sku {
  const sku = Sku.safeParse(params['sku']);
  if (!sku.success) throw new ProblemError('not-found', 'No product has this sku.');
  return sku.data;
}

function existing<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new ProblemError('not-found', 'No product has this sku.');
  return thing;
}
