import { isPending, type Order } from '../common/contracts/orders.ts';
import { findOrder, OrderChanged, updateOrders } from '../common/store/order-store.ts';
import type { Store, Tx } from '../common/store/store.ts';
import type { Call, CallOutbox } from './call-outbox.ts';

/** What came of an answered call. */
export interface Settled {
  /** As it is afterwards. */
  order: Order;
  /** What was stored with it, and is to be made now. Nothing where the order had its outcome before. */
  next: readonly Call[];
}

/** An answered call, and what it means for its order. */
interface Answered {
  orderId: string;
  kind: Call['kind'];
  /** The order as this process has just stored it. Absent: it is read. */
  made: Order | undefined;
  /** The order as the answer leaves it; null where it says nothing new. `now` is ISO 8601 in UTC. */
  settle(before: Order, now: string): Order | null;
  next: readonly Call[];
  /** What gives back whatever the call may have taken: stored where the order came to nothing before. */
  back: readonly Call[];
}

/**
 * Stores what an answer led to. Of several processes with one store two can have made the calls of one order, and a customer may
 * have cancelled it: whoever is first settles it. From the answer that the other one got nothing follows but that it is undone.
 */
export function createSettling(store: Store, outbox: CallOutbox) {
  async function stored(tx: Tx, orderId: string): Promise<Order> {
    const order = await findOrder(tx, orderId);
    if (!order) throw new Error(`Order ${orderId} is not known here.`);
    return order;
  }

  /** Once, though whoever settled the order may have seen to it: he did not where his own call had certainly not arrived. */
  async function undo(tx: Tx, { status }: Order, back: readonly Call[]): Promise<void> {
    if (status !== 'confirmed') for (const call of back) await outbox.add(tx, call);
  }

  return {
    /** What is stored of an order that this process made is what it knows of it, unless somebody else changed it meanwhile. */
    async settling({ orderId, kind, made, settle, next, back }: Answered): Promise<Settled> {
      const attempt = (known?: Order) =>
        store.transact(async (tx) => {
          const before = known ?? (await stored(tx, orderId));
          await outbox.markDone(tx, { orderId, kind });
          const settled = settle(before, new Date().toISOString());
          if (!settled) {
            await undo(tx, before, back);
            return { order: before, next: [] };
          }
          await updateOrders(tx, [settled]);
          for (const call of next) await outbox.add(tx, call);
          return { order: settled, next };
        });
      try {
        return await attempt(made);
      } catch (error) {
        if (!made || !(error instanceof OrderChanged)) throw error;
        return attempt();
      }
    },
    /**
     * The call that pays is there from the moment that the one that reserves is not. Returns the order where it has its outcome:
     * then nothing is to be paid; null: it is.
     */
    settledUnpaid: (pay: Call, back: readonly Call[]): Promise<Order | null> =>
      store.transact(async (tx) => {
        const order = await stored(tx, pay.orderId);
        await outbox.markDone(tx, { orderId: pay.orderId, kind: 'reserve' });
        if (!isPending(order)) {
          await undo(tx, order, back);
          return order;
        }
        await outbox.add(tx, pay);
        return null;
      }),
  };
}
