import type { Order } from '../../../../common/contracts/orders.ts';
import type { StockMovement } from '../../../../common/contracts/products.ts';
import { type Corruption, change, drop, type Finished, is, repeat, violates } from './corruption.ts';

const any = () => true;
const isReserve = ({ kind }: StockMovement) => kind === 'reserve';

/** Reserves of orders in this state. */
function reservesOf({ final }: Finished, ...statuses: Order['status'][]): (movement: StockMovement) => boolean {
  const ids = new Set(final.orders.filter(is(...statuses)).map(({ orderId }) => orderId));
  return ({ kind, orderId }) => kind === 'reserve' && orderId !== undefined && ids.has(orderId);
}

export const reservation: Corruption[] = [
  violates('a confirmed order holds nothing for a line', (evidence, random) =>
    drop(random, evidence.final.movements, reservesOf(evidence, 'confirmed')),
  ),
  violates('a line is reserved twice', (evidence, random) =>
    repeat(random, evidence.final.movements, reservesOf(evidence, 'confirmed')),
  ),
  violates('a line is reserved at another quantity', (evidence, random) =>
    change(random, evidence.final.movements, reservesOf(evidence, 'confirmed'), (movement) => movement.quantity--),
  ),
  violates('a line is reserved of another product', (evidence, random) =>
    change(
      random,
      evidence.final.movements,
      reservesOf(evidence, 'confirmed'),
      (movement) => (movement.sku = 'SKU-99'),
    ),
  ),
  violates('a rejected order holds a ghost', (evidence, random) => {
    const { orders, movements } = evidence.final;
    const ghost = random.some(orders.filter(is('rejected', 'failed')));
    return ghost !== undefined && repeat(random, movements, isReserve, (copy) => (copy.orderId = ghost.orderId));
  }),
  violates('a failed order was not released', ({ final }, random) =>
    drop(random, final.movements, ({ kind }) => kind === 'release'),
  ),
  violates('a failed order was released twice', ({ final }, random) =>
    repeat(random, final.movements, ({ kind }) => kind === 'release'),
  ),
  violates('an order that does not exist holds stock', ({ final }, random) =>
    repeat(random, final.movements, isReserve, (copy) => (copy.orderId = random.uuid())),
  ),
  violates('a confirmed order was released', (evidence, random) =>
    repeat(random, evidence.final.movements, reservesOf(evidence, 'confirmed'), (copy) =>
      Object.assign(copy, { kind: 'release', quantity: -copy.quantity }),
    ),
  ),
  violates('a reservation belongs to no order', ({ final }, random) =>
    change(random, final.movements, isReserve, (movement) => delete movement.orderId),
  ),
];

export const stock: Corruption[] = [
  violates('a movement is missing', ({ final }, random) =>
    drop(random, final.movements, ({ quantity }) => quantity !== 0),
  ),
  violates('a product is sold below zero', ({ final }, random) =>
    change(random, final.movements, isReserve, (movement) => (movement.availableAfter = -1)),
  ),
  violates('a balance is wrong', ({ final }, random) =>
    change(random, final.movements, any, (movement) => (movement.availableAfter += random.pick([-1, 1, 7]))),
  ),
  violates('a quantity is wrong', ({ final }, random) =>
    change(random, final.movements, any, (movement) => (movement.quantity += random.pick([-1, 1, 7]))),
  ),
  violates('a piece vanishes from the shelf', ({ final }, random) =>
    change(random, final.products, any, (product) => product.available--),
  ),
  violates('a piece stays reserved', ({ final }, random) =>
    change(random, final.products, any, (product) => product.reserved++),
  ),
  violates('two movements change places', ({ final: { movements } }, random) => {
    const at = random.integer(1, movements.length - 1);
    movements.splice(at - 1, 0, ...movements.splice(at, 1));
    return true;
  }),
  violates('an unknown product is moved', ({ final }, random) =>
    change(random, final.movements, any, (movement) => (movement.sku = 'SKU-99')),
  ),
  violates('a movement id is used twice', ({ final }, random) => repeat(random, final.movements, any)),
  violates('a product is missing', ({ final }, random) => drop(random, final.products)),
  violates('a restock is not on the shelf', ({ final }, random) => {
    const last = new Map(final.movements.map((movement) => [movement.sku, movement]));
    return change(random, [...last.values()], any, ({ sku, availableAfter, movementId, recordedAt }) =>
      final.movements.push({
        movementId: movementId + 10_000,
        sku,
        kind: 'set',
        quantity: 5,
        availableAfter: availableAfter + 5,
        recordedAt,
      }),
    );
  }),
];

const confirmed = is('confirmed');

export const money: Corruption[] = [
  violates('a total is off by one', ({ final }, random) =>
    change(
      random,
      final.orders,
      confirmed,
      (order) => (order.totalMinor = (order.totalMinor ?? 0) + random.pick([-1, 1])),
    ),
  ),
  violates('a total has a fraction', ({ final }, random) =>
    change(random, final.orders, confirmed, (order) => (order.totalMinor = (order.totalMinor ?? 0) + 0.5)),
  ),
  violates('a total is missing', ({ final }, random) =>
    change(random, final.orders, confirmed, (order) => delete order.totalMinor),
  ),
  violates('a line has another price', ({ final }, random) =>
    change(random, final.orders, confirmed, ({ items }) => (random.pick(items).unitPriceMinor = 1)),
  ),
  violates('the catalogue says another price', ({ final, ...evidence }, random) => {
    const sold = new Set(final.movements.filter(reservesOf({ final, ...evidence }, 'confirmed')).map(({ sku }) => sku));
    return change(
      random,
      final.catalogue,
      ({ sku }) => sold.has(sku),
      (product) => product.unitPriceMinor++,
    );
  }),
  violates('a quantity is not paid', ({ final }, random) =>
    change(random, final.orders, confirmed, ({ items }) => random.pick(items).quantity++),
  ),
  violates('a total is in another currency', ({ final }, random) =>
    change(random, final.orders, confirmed, (order) => (order.currency = 'USD')),
  ),
  violates('an unknown product has a price', ({ final }, random) =>
    change(random, final.orders, confirmed, ({ items }) => (random.pick(items).sku = 'NO-SUCH')),
  ),
];
