import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { crashPoint } from '../common/base/crash-point.ts';
import { newId } from '../common/base/new-id.ts';
import { InventoryOutcome, OrderPlaced } from '../common/contracts/events.ts';
import { orderOpenApi } from '../common/contracts/openapi.ts';
import type { Order, PlaceOrder } from '../common/contracts/orders.ts';
import { ProblemError } from '../common/contracts/problems.ts';
import { idsOfCall } from '../common/observe/ids-in.ts';
import { stamp } from '../common/observe/stamps.ts';
import { resumeTrace, traceNow } from '../common/observe/tracing.ts';
import { orderApi, outcomeAnswer } from '../common/service/order-api.ts';
import { runService } from '../common/service/run-service.ts';
import { openStore } from '../common/store/open-store.ts';
import { claimable, claimKey, findOrder, insertOrder, orderSchema, updateOrder } from '../common/store/order-store.ts';
import { checkWritable } from '../common/store/store.ts';
import { placeOrder } from '../common/workflow/place-order.ts';
import { failOrder, settleOrder } from '../common/workflow/settle-order.ts';
import { createPendingCalls, type PendingCall, pendingCallSchema } from './pending-calls.ts';
import { placeOf } from './topology.ts';
import { CallFailed, createTransport } from './transport.ts';

const RESUME_EVERY_MS = 250;
const RESUMED_AT_ONCE = 32;

await runService('order-service', async (context) => {
  const { settings, log, metrics } = context;
  const without = settings.LAB_WITHOUT;
  const store = await openStore(settings, 'orders', orderSchema + pendingCallSchema);
  const calls = createPendingCalls(store, without);
  const transport = createTransport(context);
  const { requestDeadlineMs, sendShareMs, mostCalls } = transport.topology;
  const busy = new Set<string>();

  const place = async (request: PlaceOrder, key: string | undefined) => {
    const deadline = Date.now() + requestDeadlineMs;
    const { order, placed } = placeOrder(request, newId(), new Date().toISOString());
    stamp(order.orderId, 'decided', 'reserve');
    const traceparent = traceNow();
    busy.add(order.orderId);
    try {
      const earlier = await store.transact(async (tx) => {
        const claimed = await claimKey(tx, claimable(key, without), request, order.orderId);
        if (claimed) return claimed;
        await insertOrder(tx, order);
        await calls.add(tx, { orderId: order.orderId, kind: 'reserve', body: placed, traceparent });
        return null;
      });
      if (earlier instanceof ProblemError) throw earlier;
      return outcomeAnswer(earlier ?? (await settle(placed, deadline)));
    } finally {
      busy.delete(order.orderId);
    }
  };
  const whyFull = () => (busy.size < mostCalls ? null : `${mostCalls} orders are being placed.`);
  orderApi(context.api, store, place, whyFull);

  /**
   * Asks inventory, stores the outcome, tells the customer. Returns the order as it then is. A resumed call may have
   * arrived in an earlier life of this process: then nothing that fails now is certain.
   */
  async function settle(placed: OrderPlaced, deadline: number, resumed = false): Promise<Order> {
    const { orderId } = placed;
    crashPoint(settings, 'before-publish');
    stamp(orderId, 'handed-over', 'reserve');
    const reply = await transport
      .call(...placeOf('reserve'), placed, InventoryOutcome, deadline - sendShareMs)
      .catch((error: unknown) => (error instanceof CallFailed ? error : Promise.reject(error)));
    stamp(orderId, 'confirmed', 'reserve');
    crashPoint(settings, 'before-mark');
    const order = await store.transact(async (tx) => {
      const before = await findOrder(tx, orderId);
      if (!before) throw new Error(`Order ${orderId} is not known here.`);
      const now = new Date().toISOString();
      await calls.done(tx, orderId, 'reserve');
      if (reply instanceof CallFailed) {
        const failed = failOrder(before, reply.timedOut ? 'inventory-timeout' : 'inventory-unavailable', now);
        if (!failed) return before;
        await updateOrder(tx, failed);
        const mayBeReserved = (resumed || !reply.definite) && !without.includes('compensation');
        if (mayBeReserved) await calls.add(tx, { orderId, kind: 'release', body: { orderId } });
        return failed;
      }
      const settled = settleOrder(before, reply, now);
      if (!settled) return before;
      await updateOrder(tx, settled);
      await calls.add(tx, { orderId, kind: 'send', body: reply });
      return settled;
    });
    if (!(reply instanceof CallFailed)) await make({ orderId, kind: 'send', body: reply }, deadline);
    return order;
  }

  /** Makes one stored call; one that fails stays stored and is made again. */
  async function make(call: PendingCall, deadline: number): Promise<void> {
    const { orderId, kind, body } = call;
    try {
      if (kind === 'reserve') return void (await settle(OrderPlaced.parse(body), deadline, true));
      stamp(orderId, 'handed-over', kind);
      await transport.call(...placeOf(kind), body, z.unknown(), deadline);
      await store.transact((tx) => calls.done(tx, orderId, kind));
    } catch (error) {
      const refused = error instanceof CallFailed && error.refused && !without.includes('dead-letter');
      log.warn(
        { ...idsOfCall(orderId, kind), kind, err: error },
        refused ? 'call parked' : 'call failed, it will be made again',
      );
      if (!refused) return;
      metrics.parked.inc();
      await store.transact((tx) => calls.park(tx, orderId, kind, (error as Error).message));
    }
  }

  /** Resumes what a crash or a dependency that was down left behind. */
  let stopping = false;
  await calls.load();
  const resuming = (async () => {
    while (!stopping) {
      const before = calls.depth();
      const left = before > 0 ? await calls.undone((orderId) => busy.has(orderId), RESUMED_AT_ONCE) : [];
      await Promise.all(
        left.map(async (call) => {
          busy.add(call.orderId);
          await resumeTrace(call.traceparent, () => make(call, Date.now() + requestDeadlineMs))
            .catch((error: unknown) =>
              log.error({ ...idsOfCall(call.orderId, call.kind), err: error }, 'resuming failed'),
            )
            .finally(() => busy.delete(call.orderId));
        }),
      );
      const goesWell = left.length === RESUMED_AT_ONCE && calls.depth() < before;
      if (!goesWell) await setTimeout(RESUME_EVERY_MS);
    }
  })();

  return {
    openapi: orderOpenApi('sync'),
    outboxDepth: calls.depth,
    oldestUnsentMs: calls.oldestMs,
    async ready() {
      await transport.ready();
      await checkWritable(store);
    },
    async stop() {
      stopping = true;
      await Promise.race([resuming, setTimeout(2000)]); // what is not done by then is resumed at the next start
      await transport.close();
      await store.close();
    },
  };
});
