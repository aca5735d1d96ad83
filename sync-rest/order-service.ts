import { crashPoint } from '../common/base/crash-point.ts';
import { newId } from '../common/base/new-id.ts';
import { decodeOurs, parseJson } from '../common/contracts/decode.ts';
import { InventoryOutcome, OrderPlaced } from '../common/contracts/events.ts';
import { orderOpenApi } from '../common/contracts/openapi.ts';
import type { Order } from '../common/contracts/orders.ts';
import { PaymentOutcome, PaymentRequested } from '../common/contracts/payments.ts';
import { ProblemError } from '../common/contracts/problems.ts';
import { startPurge } from '../common/messaging/purge.ts';
import { idsOfCall } from '../common/observe/ids-in.ts';
import { stamp } from '../common/observe/stamps.ts';
import { traceNow } from '../common/observe/tracing.ts';
import { createAnswers, schemaOfAnswers } from '../common/service/answers.ts';
import { orderApi, outcomeAnswer, type Place } from '../common/service/order-api.ts';
import { runService } from '../common/service/run-service.ts';
import { openStore } from '../common/store/open-store.ts';
import { claimable, claimKey, findOrder, insertOrder, orderSchema, updateOrders } from '../common/store/order-store.ts';
import { checkWritable } from '../common/store/store.ts';
import { placeOrder } from '../common/workflow/place-order.ts';
import { cancelOrder, type Decided, failOrder, settleOrder, whyForeign } from '../common/workflow/settle-order.ts';
import { answeredCalls, type Call, callOutboxSchema, createCallOutbox } from './call-outbox.ts';
import { createSettling, type Settled } from './settling.ts';
import { isPaid, placeOf } from './topology.ts';
import { CallFailed } from './transport/call-failed.ts';
import { createPark } from './transport/park.ts';
import { createTransport } from './transport.ts';

const readOutcome = (bytes: Uint8Array) => decodeOurs(InventoryOutcome, bytes);
const readPaid = (bytes: Uint8Array) => decodeOurs(PaymentOutcome, bytes);

/**
 *   POST /orders ─▶ stored, pending ─▶ POST /reserve ─▶ answered: confirmed or rejected ─▶ POST /send ─▶ 201
 *                                           └ no answer: failed ─▶ POST /release, where it may have arrived ─▶ 503, 504
 *
 * Where orders are paid, a reserved one is POST /pay first: declined, it is rejected and released; no answer, also POST /refund.
 */
await runService('order-service', async (context) => {
  const { settings, log } = context;
  const without = settings.LAB_WITHOUT;
  const store = await openStore(settings, 'orders', orderSchema + callOutboxSchema + schemaOfAnswers(settings));
  const outbox = createCallOutbox(store, without);
  const { settling, settledUnpaid } = createSettling(store, outbox);
  const transport = createTransport(context);
  const park = createPark(context, store, outbox);
  const answers = createAnswers(context, store);
  const { requestDeadlineMs, sendShareMs, payShareMs, mostCalls } = transport.topology;
  const paid = isPaid(settings);
  const undoes = !without.includes('compensation');

  const place: Place = async (request, key, owner, headers) => {
    const owed = answers.askedBy(headers);
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
        await answers.owe(tx, orderId, owed);
        await outbox.add(tx, { orderId, kind: 'reserve', body, traceparent });
        return null;
      });
      if (earlier instanceof ProblemError) throw earlier;
      return outcomeAnswer(earlier ?? (await reserve(placed, body, deadline, order)));
    });
  };
  /** In one transaction with what gives back whatever its calls have taken, or will: the relay makes those calls. */
  const cancel = (orderId: string) =>
    store.transact(async (tx) => {
      const order = await findOrder(tx, orderId);
      if (!order) throw new Error(`Order ${orderId} is not known here.`);
      const cancelled = cancelOrder(order, new Date().toISOString());
      if (!cancelled) return order;
      await updateOrders(tx, [cancelled]);
      const { customer } = order;
      const told = { type: 'OrderRejected', data: { orderId, customer, reason: 'cancelled' } };
      for (const call of paid ? undoing(orderId, 'release', 'refund') : undoing(orderId, 'release')) {
        await outbox.add(tx, call);
      }
      await outbox.add(tx, { orderId, kind: 'send', body: JSON.stringify(told) });
      return cancelled;
    });
  orderApi(context.api, store, place, () => outbox.whyFull(mostCalls), cancel);

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
      .call(...placeOf('reserve'), asked, readOutcome, deadline - sendShareMs - payShareMs)
      .then((outcome) => believed(placed, outcome, 'reserve'))
      .catch((error: unknown) => (error instanceof CallFailed ? error : Promise.reject(error)));
    stamp(orderId, 'confirmed', 'reserve');
    crashPoint(settings, 'before-mark');
    const next = whatFollows(orderId, reply, made === undefined);
    const back = undoing(orderId, 'release');
    const [first] = next;
    if (first?.kind === 'pay') {
      const unpaid = await settledUnpaid(first, back);
      return unpaid ? told(unpaid, deadline) : pay(first, deadline, made);
    }
    const settled = await settling({
      orderId,
      kind: 'reserve',
      made,
      settle: (before, now) => settle(before, reply, now),
      next,
      back,
    });
    return told(settled, deadline);
  }

  /** Whoever settled the order tells its customer, and gives back what it may have: no answer waits for that. */
  async function told({ order, next }: Settled, deadline: number): Promise<Order> {
    const back = next.filter(({ kind }) => kind !== 'send');
    outbox.aside(back, (call) =>
      make(call, Date.now() + requestDeadlineMs).catch((error: unknown) => unmade(call, error)),
    );
    for (const call of next) if (call.kind === 'send') await make(call, deadline);
    return order;
  }

  /** Asks for the total, and stores what follows with the outcome. Returns the order as it then is. */
  async function pay({ orderId, body }: Call, deadline: number, made?: Order): Promise<Order> {
    const asked = PaymentRequested.parse(JSON.parse(body));
    crashPoint(settings, 'before-pay');
    stamp(orderId, 'handed-over', 'pay');
    const reply = await transport
      .call(...placeOf('pay'), body, readPaid, deadline - sendShareMs)
      .then((outcome) => believed(asked, outcome, 'pay'))
      .catch((error: unknown) => (error instanceof CallFailed ? error : Promise.reject(error)));
    stamp(orderId, 'confirmed', 'pay');
    crashPoint(settings, 'after-pay');
    const why = reply instanceof CallFailed && reply.timedOut ? 'payment-timeout' : 'payment-unavailable';
    const settled = await settling({
      orderId,
      kind: 'pay',
      made,
      settle: (before, now) =>
        reply instanceof CallFailed ? failOrder(before, why, now) : settleOrder(before, reply, now),
      next: afterPaying(orderId, reply, made === undefined),
      back: undoing(orderId, 'release', 'refund'),
    });
    if (settled.order.status !== 'confirmed') crashPoint(settings, 'before-undo');
    return told(settled, deadline);
  }

  /** Tell who is told, and give back what an order that is not confirmed may have. */
  function afterPaying(orderId: string, reply: PaymentOutcome | CallFailed, resumed: boolean): Call[] {
    const send: Call = { orderId, kind: 'send', body: JSON.stringify(reply) };
    if (reply instanceof CallFailed) {
      return resumed || !reply.definite ? undoing(orderId, 'release', 'refund') : undoing(orderId, 'release');
    }
    if (reply.type === 'PaymentCaptured') return [send];
    const declined = reply.data.reason === 'payment-declined';
    return declined ? [send, ...undoing(orderId, 'release')] : undoing(orderId, 'release', 'refund');
  }

  /** The calls that give back what an order may have; none where compensation is off. */
  function undoing(orderId: string, ...kinds: ('release' | 'refund')[]): Call[] {
    return undoes ? kinds.map((kind) => ({ orderId, kind, body: JSON.stringify({ orderId }) })) : [];
  }

  /** An answer about something else than was asked says nothing of what was asked: that may have happened or not. */
  function believed<Answer extends Decided>(placed: OrderPlaced, outcome: Answer, kind: 'reserve' | 'pay'): Answer {
    const foreign = whyForeign(placed, outcome);
    if (foreign === null) return outcome;
    const failure = new CallFailed(`The answer to ${kind} is not believed. ${foreign}`, { definite: false });
    log.warn({ ...idsOfCall(placed.orderId, kind), err: failure }, 'answer not believed');
    throw failure;
  }

  /** The order as a reply leaves it; null where it says nothing new. */
  function settle(before: Order, reply: InventoryOutcome | CallFailed, now: string): Order | null {
    if (!(reply instanceof CallFailed)) return settleOrder(before, reply, now);
    return failOrder(before, reply.timedOut ? 'inventory-timeout' : 'inventory-unavailable', now);
  }

  /** Have it paid, tell the customer, or give back what may be reserved. */
  function whatFollows(orderId: string, reply: InventoryOutcome | CallFailed, resumed: boolean): Call[] {
    if (!(reply instanceof CallFailed)) {
      const pays = paid && reply.type === 'InventoryReserved';
      return [{ orderId, kind: pays ? 'pay' : 'send', body: JSON.stringify(pays ? reply.data : reply) }];
    }
    return resumed || !reply.definite ? undoing(orderId, 'release') : [];
  }

  /** Makes one stored call. One that fails stays stored and is made again; one that is refused is parked. */
  async function make(call: Call, deadline: number): Promise<void> {
    const { orderId, kind, body } = call;
    try {
      if (kind === 'pay') return void (await pay(call, deadline));
      if (kind === 'reserve') return void (await reserve(OrderPlaced.parse(JSON.parse(body)), body, deadline));
      stamp(orderId, 'handed-over', kind);
      await transport.call(...placeOf(kind), body, parseJson, deadline);
      if (kind !== 'send') crashPoint(settings, 'after-undo');
      await store.transact((tx) => outbox.markDone(tx, call));
    } catch (error) {
      if (error instanceof CallFailed && error.refused && !without.includes('dead-letter')) return park(call, error);
      log.warn({ ...idsOfCall(orderId, kind), kind, err: error }, 'call failed, it will be made again');
    }
  }

  function unmade({ orderId, kind }: Call, error: unknown): void {
    log.error({ ...idsOfCall(orderId, kind), err: error }, 'resuming failed');
  }

  await outbox.start(
    (call) => make(call, Date.now() + requestDeadlineMs),
    (call, error) =>
      call ? unmade(call, error) : log.warn({ err: error }, 'stored calls cannot be read now; they are kept'),
  );

  await answers.start();
  const purge = startPurge(store, answeredCalls, settings.LAB_KEEP_SECONDS, log);
  return {
    openapi: orderOpenApi('sync'),
    outboxDepth: () => outbox.depth() + answers.depth(),
    oldestUnsentMs: outbox.oldestMs,
    async ready() {
      await transport.ready();
      await checkWritable(store);
    },
    async stop() {
      await outbox.stop(2000);
      await answers.stop();
      await transport.close();
      await purge.stop();
      await store.close();
    },
  };
});
