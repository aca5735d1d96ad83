import type { Notification } from '../../../common/contracts/notifications.ts';
import type { Order } from '../../../common/contracts/orders.ts';
import type { StockMovement } from '../../../common/contracts/products.ts';
import { type NotificationRow, notificationOf, selectNotifications } from '../../../common/store/notification-store.ts';
import { type OrderRow, orderOf } from '../../../common/store/order-store.ts';
import { SteadyReader } from '../../../common/store/steady-reader.ts';
import { type MovementRow, movementOf, selectMovements } from '../../../common/store/stock-store.ts';
import type { Stored } from './order-book.ts';

/** So many rows at once at most: what is left follows at the next look. */
const MOST_ROWS = 3000;
const MOST_IDS = 500;
/** The exact moment of a commit is written down 100 ms after it; a look comes later than that. */
const SETTLED_NS = 250e6;

/** What is new in the stores of one lane since the last look. */
export interface News {
  movements: StockMovement[];
  notifications: Notification[];
  /** Orders that are stored now and were not: who ordered. */
  orders: { orderId: string; email: string }[];
  /** Orders that have come to the payment service. */
  payments: string[];
}

/**
 * Reads the stores of one lane by cursor, past its services: so it works while they are dead, and costs them nothing. What was
 * read is not read again: a look costs what happened since, however much happened before.
 */
export class StoreFeed {
  readonly #reader: SteadyReader;
  #movement = 0;
  #notification = 0;
  #order = 0;
  #payment = 0;
  readonly #isPaid: boolean;

  /** `isPaid`: there is a payment service. */
  constructor(dataFolder: string, isPaid = false) {
    this.#isPaid = isPaid;
    this.#reader = new SteadyReader(dataFolder);
  }

  /** Movements and notifications first: of each of them the order is then stored, too. */
  async read(): Promise<News> {
    const movements = await this.#movements();
    const payments = await this.#payments();
    const notifications = await this.#notifications();
    const orders = await this.#reader.select<{ seq: number; orderId: string; customer: string }>(
      'orders',
      `SELECT seq, order_id AS "orderId", customer FROM orders WHERE seq > ? ORDER BY seq LIMIT ${MOST_ROWS}`,
      this.#order,
    );
    this.#order = orders.at(-1)?.seq ?? this.#order;
    return {
      movements,
      payments,
      notifications,
      orders: orders.map(({ orderId, customer }) => ({
        orderId,
        email: (JSON.parse(customer) as { email: string }).email,
      })),
    };
  }

  /** As they are now; those that are not stored are missing. */
  async ordersNow(orderIds: readonly string[]): Promise<Order[]> {
    return this.#in(orderIds, 'orders', 'SELECT * FROM orders WHERE order_id IN', orderOf);
  }

  /** All orders of one customer: a search through the whole store, for what should not be. */
  async ordersOf(email: string): Promise<Order[]> {
    const rows = await this.#reader.select<OrderRow>(
      'orders',
      "SELECT * FROM orders WHERE replace(customer, ?, '') <> customer",
      JSON.stringify(email),
    );
    return rows.map(orderOf);
  }

  /** Everything that is stored of these orders. Where no order is ever released there is no index for it: rarely to be asked. */
  async storedOf(orderIds: readonly string[]): Promise<Stored[]> {
    const [orders, movements, notifications] = await Promise.all([
      this.ordersNow(orderIds),
      this.#in(orderIds, 'inventory', `${selectMovements} order_id IN`, movementOf),
      this.#in(orderIds, 'notifications', `${selectNotifications} order_id IN`, notificationOf),
    ]);
    const of = <Row extends { orderId?: string | undefined }>(rows: Row[], id: string) =>
      rows.filter(({ orderId }) => orderId === id);
    return orderIds.map((orderId) => ({
      orderId,
      order: orders.find((order) => order.orderId === orderId) ?? null,
      movements: of(movements, orderId),
      notifications: of(notifications, orderId),
    }));
  }

  async #movements(): Promise<StockMovement[]> {
    const sql = `${selectMovements} movement_id > ? ORDER BY movement_id LIMIT ${MOST_ROWS}`;
    const rows = await this.#reader.select<MovementRow>('inventory', sql, this.#movement);
    this.#movement = rows.at(-1)?.movementId ?? this.#movement;
    return rows.map(movementOf);
  }

  async #payments(): Promise<string[]> {
    if (!this.#isPaid) return [];
    const sql = `SELECT seq, order_id AS "orderId" FROM payments WHERE seq > ? ORDER BY seq LIMIT ${MOST_ROWS}`;
    const rows = await this.#reader.select<{ seq: number; orderId: string }>('payments', sql, this.#payment);
    this.#payment = rows.at(-1)?.seq ?? this.#payment;
    return rows.map(({ orderId }) => orderId);
  }

  async #notifications(): Promise<Notification[]> {
    const sql = `${selectNotifications} seq > ? ORDER BY seq LIMIT ${MOST_ROWS}`;
    const rows = await this.#reader.select<NotificationRow>('notifications', sql, this.#notification);
    const until = Number(process.hrtime.bigint()) - SETTLED_NS;
    const tooNew = rows.findIndex(({ recordedMonotonicNs }) => recordedMonotonicNs > until);
    const settled = tooNew < 0 ? rows : rows.slice(0, tooNew);
    this.#notification = settled.at(-1)?.seq ?? this.#notification;
    return settled.map(notificationOf);
  }

  async #in<Row, Made>(ids: readonly string[], store: string, sql: string, made: (row: Row) => Made): Promise<Made[]> {
    const found: Made[] = [];
    for (let at = 0; at < ids.length; at += MOST_IDS) {
      const some = ids.slice(at, at + MOST_IDS);
      const padded = inSteps(some);
      const question = `${sql} (${padded.map(() => '?').join()})`;
      const rows = await this.#reader.select<Row>(store, question, ...padded);
      found.push(...rows.map(made));
    }
    return found;
  }
}

/** The last one again, until they are as many as some power of two: so few questions are ever asked that each is kept ready. */
function inSteps(ids: readonly string[]): string[] {
  const many = 2 ** Math.ceil(Math.log2(ids.length));
  return Array.from({ length: many }, (_, index) => ids[Math.min(index, ids.length - 1)] as string);
}
