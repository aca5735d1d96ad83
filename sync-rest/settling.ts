import { isPending, type Order } from '../common/contracts/orders.ts';
import { findOrder, OrderChanged, updateOrders } from '../common/store/order-store.ts';
import type { Store, Tx } from '../common/store/store.ts';
import type { Call, CallOutbox } from './call-outbox.ts';

/** What came of an answered call. */
export interface Settled {
  /** As it is afterwards. */
  order: Order;
  /** What was stored with it, and is to be made now. Where the order had its outcome before: what gives back, if anything. */
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
  async function undo(tx: Tx, order: Order, back: readonly Call[]): Promise<Settled> {
    const next: Call[] = [];
    if (order.status !== 'confirmed') for (const call of back) if (await outbox.add(tx, call)) next.push(call);
    return { order, next };
  }

  return {
    /** What is stored of an order that this process made is what it knows of it, unless somebody else changed it meanwhile. */
    async settling({ orderId, kind, made, settle, next, back }: Answered): Promise<Settled> {
      const attempt = (known?: Order) =>
        store.transact(async (tx) => {
          const before = known ?? (await stored(tx, orderId));
          await outbox.markDone(tx, { orderId, kind });
          const settled = settle(before, new Date().toISOString());
          if (!settled) return undo(tx, before, back);
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
     * The call that pays is there from the moment that the one that reserves is not. Null: it is to be made. Else the order has its
     * outcome, and nothing is to be paid.
     */
    settledUnpaid: (pay: Call, back: readonly Call[]): Promise<Settled | null> =>
      store.transact(async (tx) => {
        const order = await stored(tx, pay.orderId);
        await outbox.markDone(tx, { orderId: pay.orderId, kind: 'reserve' });
        if (!isPending(order)) return undo(tx, order, back);
        await outbox.add(tx, pay);
        return null;
      }),
  };
}
