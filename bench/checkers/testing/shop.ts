import type { InventoryOutcome, OrderPlaced } from '../../../common/contracts/events.ts';
import type { Notification } from '../../../common/contracts/notifications.ts';
import type { Order, OrderReason, PlaceOrder } from '../../../common/contracts/orders.ts';
import type { Product, StockMovement } from '../../../common/contracts/products.ts';
import type { Role } from '../../../common/mode.ts';
import { notifyCustomer } from '../../../common/workflow/notify-customer.ts';
import { placeOrder } from '../../../common/workflow/place-order.ts';
import { reserveStock } from '../../../common/workflow/reserve-stock.ts';
import { failOrder, settleOrder } from '../../../common/workflow/settle-order.ts';
import type { Courier } from './courier.ts';
import type { Random } from './random.ts';

/** 2026-01-01T00:00:00Z; simulated microseconds count from here. */
const START_MS = 1_767_225_600_000;

/** One stored order while the run goes on. */
export interface Sale {
  order: Order;
  placed: OrderPlaced;
  /** When the order became final. */
  finalAt: number;
  messageId: string | null;
}

/** A shop that does everything right, by the project's own workflow. `courier` is null in sync mode. */
export class Shop {
  readonly catalogue: Product[];
  readonly products: Product[];
  readonly movements: StockMovement[] = [];
  readonly notifications: Notification[] = [];
  readonly sales: Sale[] = [];
  readonly #random: Random;
  readonly #courier: Courier | null;
  readonly #bySku: Map<string, Product>;

  constructor(random: Random, courier: Courier | null, abundance: number) {
    this.#random = random;
    this.#courier = courier;
    this.catalogue = Array.from({ length: random.integer(4, 9) }, (_, index) => ({
      sku: `SKU-${index + 1}`,
      name: `Thing ${index + 1}`,
      unitPriceMinor: random.integer(99, 9999),
      currency: 'EUR',
      available: index === 0 ? 1000 * abundance : random.integer(8, 40) * abundance,
      reserved: 0,
      lowStockThreshold: random.integer(3, 10),
    }));
    this.products = this.catalogue.map((product) => ({ ...product }));
    this.#bySku = new Map(this.products.map((product) => [product.sku, product]));
    for (const { sku, available } of this.products) this.#move(sku, 'set', available, available, 0);
  }

  place(request: PlaceOrder, t: number, aside?: Role): Sale {
    const { order, placed } = placeOrder(request, this.#random.uuid(), iso(t));
    const messageId = this.#courier?.send('orders', 'OrderPlaced', order.orderId, aside) ?? null;
    const sale = { order, placed, finalAt: Infinity, messageId };
    this.sales.push(sale);
    return sale;
  }

  /** Inventory decides, the order becomes final, the customer is told. */
  settle(sale: Sale, t: number): void {
    const outcome = this.#reserve(sale.placed, t);
    this.#courier?.send('inventory', outcome.type, sale.order.orderId);
    sale.order = settleOrder(sale.order, outcome, iso(t)) ?? sale.order;
    sale.finalAt = t;
    for (const message of notifyCustomer(outcome)) {
      const notificationId = this.#random.uuid();
      this.notifications.push({ notificationId, ...message, recordedAt: iso(t), recordedMonotonicNs: t * 1000 });
      this.#courier?.send('notifications', 'NotificationSent', sale.order.orderId);
    }
  }

  /** Where orders are paid: no money for what is reserved. It goes back, and with it whatever was captured. */
  failToPay(sale: Sale, t: number, reason: OrderReason): void {
    const { outcome } = reserveStock(sale.placed, this.#bySku);
    if (outcome.type !== 'InventoryReserved') return this.settle(sale, t);
    const { orderId } = sale.order;
    this.#reserve(sale.placed, t);
    this.#courier?.send('inventory', outcome.type, orderId);
    this.#release(sale, t);
    const data = { orderId, customer: sale.placed.customer, reason: reason as 'payment-declined' };
    sale.order = settleOrder(sale.order, { type: 'PaymentFailed', data }, iso(t)) ?? sale.order;
    sale.finalAt = t;
    if (!this.#courier && sale.order.status === 'failed') return;
    for (const message of notifyCustomer({ data })) {
      const notificationId = this.#random.uuid();
      this.notifications.push({ notificationId, ...message, recordedAt: iso(t), recordedMonotonicNs: t * 1000 });
      this.#courier?.send('notifications', 'NotificationSent', orderId);
    }
  }

  /** Sync mode: no answer from inventory. What it may have reserved is released. */
  fail(sale: Sale, t: number): void {
    if (this.#random.chance(0.5)) {
      this.#reserve(sale.placed, t);
      this.#release(sale, t);
    }
    const reason = this.#random.pick(['inventory-unavailable', 'inventory-timeout'] as const);
    sale.order = failOrder(sale.order, reason, iso(t)) ?? sale.order;
    sale.finalAt = t;
  }

  restock(t: number): void {
    const product = this.#random.pick(this.products);
    const available = this.#random.integer(0, 60);
    this.#move(product.sku, 'set', available - product.available, available, t);
  }

  #release({ order, placed }: Sale, t: number): void {
    for (const { sku, quantity, kind, orderId } of this.movements.slice(-placed.items.length)) {
      const product = this.#bySku.get(sku);
      if (!product || kind !== 'reserve' || orderId !== order.orderId) continue;
      product.reserved += quantity;
      this.#move(sku, 'release', -quantity, product.available - quantity, t, orderId);
    }
  }

  #reserve(placed: OrderPlaced, t: number): InventoryOutcome {
    const { movements, outcome } = reserveStock(placed, this.#bySku);
    for (const { sku, quantity, availableAfter } of movements) {
      this.#move(sku, 'reserve', quantity, availableAfter, t, placed.orderId);
      const product = this.#bySku.get(sku);
      if (product) product.reserved -= quantity;
    }
    return outcome;
  }

  #move(
    sku: string,
    kind: StockMovement['kind'],
    quantity: number,
    availableAfter: number,
    t: number,
    orderId?: string,
  ): void {
    const movementId = (this.movements.at(-1)?.movementId ?? 0) + this.#random.integer(1, 2);
    const movement = { movementId, sku, kind, quantity, availableAfter, recordedAt: iso(t) };
    this.movements.push(orderId === undefined ? movement : { ...movement, orderId });
    const product = this.#bySku.get(sku);
    if (product) product.available = availableAfter;
  }
}

const iso = (t: number): string => new Date(START_MS + t / 1000).toISOString();
