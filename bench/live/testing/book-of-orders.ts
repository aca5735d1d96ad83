import { randomUUID } from 'node:crypto';
import type { Notification } from '../../../common/contracts/notifications.ts';
import type { Order } from '../../../common/contracts/orders.ts';
import type { Product, StockMovement } from '../../../common/contracts/products.ts';
import { catalogue } from '../../../common/store/catalogue.ts';
import { areFailuresTold } from '../../checkers/notification.ts';
import { emailOf } from '../../record/attempt-key.ts';
import type { JudgedMode, Operation } from '../../record/history.ts';
import { LaneJudge } from '../watch/lane-judge.ts';
import { type Entry, isSettled, OrderBook } from '../watch/order-book.ts';

const at = '2026-01-31T12:00:00.000Z';
const [product] = catalogue;
if (!product) throw new Error('expected a catalogue');
const { sku, unitPriceMinor, currency } = product;
const products: Product[] = catalogue.map((each) => ({ ...each, available: 1000, reserved: 0 }));

/** One order as it is stored in the end, to be spoiled. */
export interface Told {
  order: Order;
  movements: StockMovement[];
  notifications: Notification[];
}

let movements = 0;

export function confirmed(key: string): Told {
  const orderId = randomUUID();
  const order: Order = {
    orderId,
    status: 'confirmed',
    customer: { name: 'Ada', email: emailOf(key) },
    items: [{ sku, quantity: 2, unitPriceMinor }],
    totalMinor: 2 * unitPriceMinor,
    currency,
    createdAt: at,
    updatedAt: at,
    version: 2,
  };
  return { order, movements: [reserve(orderId)], notifications: [notified(orderId, 'order-confirmed')] };
}

export const reserve = (orderId: string): StockMovement => ({
  movementId: ++movements,
  sku,
  kind: 'reserve',
  orderId,
  quantity: -2,
  availableAfter: 0,
  recordedAt: at,
});

export const notified = (orderId: string, kind: Notification['kind']): Notification => ({
  notificationId: randomUUID(),
  orderId,
  kind,
  channel: 'email',
  to: 'x@load.example',
  text: 'x',
  recordedAt: at,
  recordedMonotonicNs: 2e9,
});

/** A book and a judge, told what the generator and the stores would tell them. `paid`: its orders are. */
export function newLane({ paid = false } = {}) {
  const book = new OrderBook();
  const mode: JudgedMode = {
    name: 'test',
    medium: { name: 'a log', kind: 'log' },
    answer: 'promise',
    answeredBy: ['orders'],
  };
  const judge = new LaneJudge(mode, products, paid);
  const operation = (part: Pick<Operation, 'type' | 'key' | 'value'>): Operation => ({
    i: 0,
    t: 1e6,
    trial: 'test',
    process: 'generator',
    f: 'place-order',
    ...part,
  });
  return {
    book,
    judge,
    answer(key: string, orderId: string | null): void {
      book.operate(operation({ type: 'invoke', key, value: null }));
      const value = orderId === null ? { error: 'timeout' } : { status: 202, orderId, orderStatus: 'pending' };
      if (book.operate(operation({ type: orderId === null ? 'info' : 'ok', key, value }))) judge.accept();
    },
    /** What the stores have; settles what is settled by it, and returns what moved again after it was. */
    store({ order, movements, notifications }: Told): Set<string> {
      const { late, touched } = book.learn({
        orders: [{ orderId: order.orderId, email: order.customer.email }],
        movements,
        payments: [],
        notifications,
      });
      book.see([order]);
      settle([...touched]);
      return late;
    },
    settle,
  };

  function settle(entries: readonly Entry[]): void {
    const settled = entries.filter((entry) => isSettled(entry, areFailuresTold(mode, paid)));
    for (const entry of settled) book.forget(entry);
    judge.settle(settled);
  }
}
