import { setTimeout } from 'node:timers/promises';
import type { Notification } from '../../common/contracts/notifications.ts';
import type { Line, Order, PlaceOrder } from '../../common/contracts/orders.ts';
import type { Product, StockMovement } from '../../common/contracts/products.ts';
import { shownAt } from '../../common/observe/shown-at.ts';
import { outcomeOf } from '../load/outcome.ts';
import { Recorder } from '../record/recorder.ts';
import { type Reply, send } from './request.ts';
import { getAll, getJson } from './service-client.ts';
import { until } from './until.ts';

/** A customer and a clerk of one lab. Every order it places is an operation of the history that checkers read. */
export class Shop {
  readonly recorder: Recorder;
  readonly #urls: Record<string, string>;
  readonly #name: string;
  #placed = 0;

  constructor(name: string, urls: Record<string, string>) {
    this.#name = name;
    this.#urls = urls;
    this.recorder = new Recorder(name);
  }

  get ordersUrl(): string {
    return `${this.#urls['orders']}/orders`;
  }

  nextKey(): string {
    return `${this.#name}-${++this.#placed}`;
  }

  /** A body whose customer leads back to its key, as the generator's do. */
  body(items: Line[], key: string): PlaceOrder {
    return { customer: { name: 'Ada', email: `${key}@load.example` }, items };
  }

  /** Places an order, at the first order service unless another one is named. A connection that fails is recorded, and thrown. */
  async place(
    items: Line[],
    key = this.nextKey(),
    body = this.body(items, key),
    at = this.#urls['orders'],
    headers: Record<string, string> = {},
  ): Promise<Reply<Order>> {
    this.recorder.note('place-order', 'invoke', key, body);
    try {
      const shown = await shownAt(this.ordersUrl);
      const reply = await send<Order>('POST', `${at}/orders`, body, { 'idempotency-key': key, ...shown, ...headers });
      const { type, error } = outcomeOf({ kind: 'answer', status: reply.status, body: reply.text });
      const { orderId, status: orderStatus } = reply.json;
      const value = type === 'ok' ? { orderId, orderStatus } : { error };
      this.recorder.note('place-order', type, key, { status: reply.status, ...value });
      return reply;
    } catch (error) {
      const code = String((error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name);
      const { type } = outcomeOf({ kind: 'error', code });
      this.recorder.note('place-order', type, key, { error: code });
      throw error;
    }
  }

  /** As a customer does who is told to come later: again under the same key, until the order is taken or refused for good. */
  async placeInTime(items: Line[], key = this.nextKey()): Promise<Reply<Order>> {
    for (;;) {
      const reply = await this.place(items, key);
      if (reply.status !== 429) return reply;
      await setTimeout(1000 * Number(reply.headers.get('retry-after') ?? 1));
    }
  }

  order = (orderId: string): Promise<Order> => getJson(`${this.ordersUrl}/${orderId}`);

  orders = (): Promise<Order[]> => getAll(this.ordersUrl, 'orders', 'cursor');

  finished(orderId: string): Promise<Order> {
    return until(`order ${orderId} is finished`, async () => {
      const order = await this.order(orderId);
      return order.status !== 'pending' && order;
    });
  }

  product = (sku: string): Promise<Product> => getJson(`${this.#urls['inventory']}/products/${sku}`);

  setStock = async (sku: string, available: number): Promise<Reply<Product>> => {
    const url = `${this.#urls['inventory']}/products/${sku}/stock`;
    return send('PUT', url, { available }, await shownAt(url));
  };

  ledger = (): Promise<StockMovement[]> => getAll(`${this.#urls['inventory']}/stock-movements`, 'movements', 'after');

  /** What an order did to the stock. */
  movementsOf = async (orderId: string): Promise<StockMovement[]> =>
    (await this.ledger()).filter((movement) => movement.orderId === orderId);

  notifications = (): Promise<Notification[]> =>
    getAll(`${this.#urls['notifications']}/notifications`, 'notifications', 'after');

  /** What the customer of one order was told, once there is anything. */
  told(orderId: string): Promise<Notification[]> {
    return until(`the customer of order ${orderId} is told`, async () => {
      const url = `${this.#urls['notifications']}/notifications?orderId=${orderId}`;
      const { notifications } = await getJson<{ notifications: Notification[] }>(url);
      return notifications.length > 0 && notifications;
    });
  }
}
