import { z } from 'zod';
import { Currency, Cursor, limitOf, OrderId, Sku, StockLevel, Text, Timestamp, UnitPrice } from './primitives.ts';

export const Product = z
  .strictObject({
    sku: Sku,
    name: Text,
    unitPriceMinor: UnitPrice,
    currency: Currency,
    available: StockLevel,
    reserved: StockLevel,
    lowStockThreshold: StockLevel,
  })
  .meta({ id: 'Product' });

export const ProductList = z.strictObject({ products: z.array(Product) }).meta({ id: 'ProductList' });

/** Body of `POST /products`: one more for the catalogue, with its first stock, at a price in the currency of all others. */
export const NewProduct = Product.omit({ reserved: true, currency: true }).meta({ id: 'NewProduct' });

/** Body of `PUT /products/:sku/stock`: how many pieces are available from now on. */
export const SetStock = z.strictObject({ available: StockLevel }).meta({ id: 'SetStock' });

/**
 * One row of the append-only ledger. `quantity` is the change of `available` in pieces (negative when reserved),
 * `availableAfter` what was left. The catalogue's initial stock is the first `set` row of each product.
 */
export const StockMovement = z
  .strictObject({
    movementId: z.int().min(1),
    sku: Sku,
    kind: z.enum(['set', 'reserve', 'release']),
    orderId: OrderId.optional(),
    quantity: z.int(),
    availableAfter: z.int(),
    recordedAt: Timestamp,
  })
  .meta({ id: 'StockMovement' });

export const StockMovementPage = z
  .strictObject({ movements: z.array(StockMovement), next: Cursor.nullable() })
  .meta({ id: 'StockMovementPage' });
export const StockMovementQuery = z.strictObject({ after: Cursor.optional(), limit: limitOf(500) });

/** Body of `POST /release` (sync mode): give back whatever this order holds, now or when its reserve arrives late. */
export const ReleaseStock = z.strictObject({ orderId: OrderId }).meta({ id: 'ReleaseStock' });

export type Product = z.infer<typeof Product>;
export type StockMovement = z.infer<typeof StockMovement>;
