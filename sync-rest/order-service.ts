import { crashPoint } from '../common/base/crash-point.ts';
import { newId } from '../common/base/new-id.ts';
import { decodeOurs, parseJson } from '../common/contracts/decode.ts';
import { InventoryOutcome, OrderPlaced } from '../common/contracts/events.ts';
import { orderOpenApi } from '../common/contracts/openapi.ts';
import type { Order, PlaceOrder } from '../common/contracts/orders.ts';
import { ProblemError } from '../common/contracts/problems.ts';
import { startPurge } from '../common/messaging/purge.ts';
import { idsOfCall } from '../common/observe/ids-in.ts';
import { stamp } from '../common/observe/stamps.ts';
import { traceNow } from '../common/observe/tracing.ts';
import { orderApi, outcomeAnswer } from '../common/service/order-api.ts';
import { runService } from '../common/service/run-service.ts';
import { openStore } from '../common/store/open-store.ts';
import {
  claimable,
  claimKey,
  findOrder,
  insertOrder,
  type Owner,
  orderSchema,
  updateOrders,
} from '../common/store/order-store.ts';
import { checkWritable } from '../common/store/store.ts';
import { placeOrder } from '../common/workflow/place-order.ts';
import { failOrder, settleOrder, whyForeign } from '../common/workflow/settle-order.ts';
import { answeredCalls, type Call, callOutboxSchema, createCallOutbox } from './call-outbox.ts';
import { placeOf } from './topology.ts';
import { CallFailed } from './transport/call-failed.ts';
import { createPark } from './transport/park.ts';
import { createTransport } from './transport.ts';

const readOutcome = (bytes: Uint8Array) => decodeOurs(InventoryOutcome, bytes);

/**
 *   POST /orders ─▶ stored, pending ─▶ POST /reserve ─▶ answered: confirmed or rejected ─▶ POST /send ─▶ 201
 *                                           └ no answer: failed ─▶ POST /release, where it may have arrived ─▶ 503, 504
 */
await runService('order-service', async (context) => {
  const { settings, log } = context;
  const without = settings.LAB_WITHOUT;
  const store = await openStore(settings, 'orders', orderSchema + callOutboxSchema);
  const outbox = createCallOutbox(store, without);
  const transport = createTransport(context);
  const park = createPark(context, store, outbox);
  const { requestDeadlineMs, sendShareMs, mostCalls } = transport.topology;

  const place = async (request: PlaceOrder, key: string | undefined, owner: Owner) => {
    const deadline = Date.now() + requestDeadlineMs;
    const { order, placed } = placeOrder(request, newId(), new Date().toISOString());
    const { orderId } = order;
    const body = JSON.stringify(placed);
    stamp(orderId, 'decided', 'reserve');
    const traceparent = traceNow();
    return outbox.inHand(orderId, async () => {
      const earlier = await store.transact(async (tx) => {
        const claimed = await claimKey(tx, claimable(key, without, owner), request, orderId);
        if (claimed) return claimed;
        await insertOrder(tx, order, owner);
        await outbox.add(tx, { orderId, kind: 'reserve', body, traceparent });
        return null;
      });
      if (earlier instanceof ProblemError) throw earlier;
      return outcomeAnswer(earlier ?? (await reserve(placed, body, deadline, order)));
    });
  };
  orderApi(context.api, store, place, () => outbox.whyFull(mostCalls));

  /**
   * Asks inventory with the body `asked`, stores the outcome, tells the customer. Returns the order as it then is. `made`: as this
   * process has just stored it. Absent: the call is resumed, may have arrived in an earlier life, and nothing that fails now
   * is certain.
   */
  async function reserve(placed: OrderPlaced, asked: string, deadline: number, made?: Order): Promise<Order> {
    const { orderId } = placed;
    crashPoint(settings, 'before-publish');
    stamp(orderId, 'handed-over', 'reserve');
    const reply = await transport
      .call(...placeOf('reserve'), asked, readOutcome, deadline - sendShareMs)
      .then((outcome) => believed(placed, outcome))
      .catch((error: unknown) => (error instanceof CallFailed ? error : Promise.reject(error)));
    stamp(orderId, 'confirmed', 'reserve');
    crashPoint(settings, 'before-mark');
    const next = whatFollows(orderId, reply, made === undefined);
    const order = await store.transact(async (tx) => {
      const before = made ?? (await findOrder(tx, orderId));
      if (!before) throw new Error(`Order ${orderId} is not known here.`);
      await outbox.markDone(tx, { orderId, kind: 'reserve' });
      const settled = settle(before, reply, new Date().toISOString());
      if (!settled) return before;
      await updateOrders(tx, [settled]);
      if (next) await outbox.add(tx, next);
      return settled;
    });
    if (next?.kind === 'send') await make(next, deadline);
    return order;
  }

  /** An answer about something else than was asked says nothing of what was asked: that may have happened or not. */
  function believed(placed: OrderPlaced, outcome: InventoryOutcome): InventoryOutcome {
    const foreign = whyForeign(placed, outcome);
    if (foreign === null) return outcome;
    const failure = new CallFailed(`Inventory's answer is not believed. ${foreign}`, { definite: false });
    log.warn({ ...idsOfCall(placed.orderId, 'reserve'), err: failure }, 'answer not believed');
    throw failure;
  }

  /** The order as a reply leaves it; null where it says nothing new. */
  function settle(before: Order, reply: InventoryOutcome | CallFailed, now: string): Order | null {
    if (!(reply instanceof CallFailed)) return settleOrder(before, reply, now);
    return failOrder(before, reply.timedOut ? 'inventory-timeout' : 'inventory-unavailable', now);
  }

  /** The call that goes with it: tell the customer, or give back what may be reserved. */
  function whatFollows(orderId: string, reply: InventoryOutcome | CallFailed, resumed: boolean): Call | null {
    if (!(reply instanceof CallFailed)) return { orderId, kind: 'send', body: JSON.stringify(reply) };
    const mayBeReserved = (resumed || !reply.definite) && !without.includes('compensation');
    return mayBeReserved ? { orderId, kind: 'release', body: JSON.stringify({ orderId }) } : null;
  }

  /** Makes one stored call. One that fails stays stored and is made again; one that is refused is parked. */
  async function make(call: Call, deadline: number): Promise<void> {
    const { orderId, kind, body } = call;
    try {
      if (kind === 'reserve') return void (await reserve(OrderPlaced.parse(JSON.parse(body)), body, deadline));
      stamp(orderId, 'handed-over', kind);
      await transport.call(...placeOf(kind), body, parseJson, deadline);
      await store.transact((tx) => outbox.markDone(tx, call));
    } catch (error) {
      if (error instanceof CallFailed && error.refused && !without.includes('dead-letter')) return park(call, error);
      log.warn({ ...idsOfCall(orderId, kind), kind, err: error }, 'call failed, it will be made again');
    }
  }

  await outbox.start(
    (call) => make(call, Date.now() + requestDeadlineMs),
    ({ orderId, kind }, error) => log.error({ ...idsOfCall(orderId, kind), err: error }, 'resuming failed'),
  );

  const purge = startPurge(store, answeredCalls, settings.LAB_KEEP_SECONDS, log);
  return {
    openapi: orderOpenApi('sync'),
    outboxDepth: outbox.depth,
    oldestUnsentMs: outbox.oldestMs,
    async ready() {
      await transport.ready();
      await checkWritable(store);
    },
    async stop() {
      await outbox.stop(2000);
      await transport.close();
      await purge.stop();
      await store.close();
    },
  };
});
