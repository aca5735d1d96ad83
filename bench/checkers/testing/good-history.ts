import type { Notification } from '../../../common/contracts/notifications.ts';
import type { Order } from '../../../common/contracts/orders.ts';
import type { Payment } from '../../../common/contracts/payments.ts';
import type { Product } from '../../../common/contracts/products.ts';
import { messageIdOf } from '../../../common/service/mail-provider.ts';
import { keyOf } from '../../record/attempt-key.ts';
import { faultsIn } from '../../record/fault-name.ts';
import type { Evidence, FinalReads, Operation } from '../../record/history.ts';
import { Clients, type Mood, type RecordOperation } from './clients.ts';
import { Courier } from './courier.ts';
import { judgedModes } from './judged-modes.ts';
import { Pills } from './pills.ts';
import { Random } from './random.ts';
import { type Sale, Shop } from './shop.ts';

export interface GoodHistoryOptions {
  seed: number;
  /** Left out: drawn by the seed. */
  mode?: Evidence['mode'];
  /** Customers, not operations: about 2.2 operations each. */
  customers?: number;
  fault?: string;
}

const faults = [
  'none',
  'kill-inventory',
  'pause-consumer',
  'redeliver',
  'poison',
  'crash-before-mark',
  'network:reset-before',
  'rolling-restart',
  'kill-inventory+network:latency',
];
const STEP_US = 1000;
const WRITES = 30;
/** Where it matters how long somebody waited, there is time to wait in, and enough who might. */
const slow = { faults: ['kill-inventory', 'pause-consumer'], stepUs: 80_000, customers: 300 };

/**
 * Evidence of a run in which everything was right, although clients timed out, repeated and raced themselves, orders
 * failed or were declined, stock ran low and was filled up, messages came twice, pills were parked and redriven, and a
 * fault happened. Same options, same evidence.
 */
export function goodHistory({ seed, ...options }: GoodHistoryOptions): Evidence {
  const random = new Random(seed);
  const mode = options.mode ?? random.pick(judgedModes);
  const fault = options.fault ?? random.pick(faults);
  const isSync = mode.answer === 'outcome';
  const isSlow = isSync && slow.faults.includes(fault);
  const customers = options.customers ?? (isSlow ? slow.customers : 40);
  const stepUs = isSlow ? slow.stepUs : STEP_US;
  const history: Operation[] = [];
  const record: RecordOperation = (t, process, f, type, key, value) => {
    history.push({ i: 0, t, trial: `trial-${seed}`, process, f, type, key, value });
  };
  const courier = isSync ? null : new Courier(mode.medium.kind === 'log', random);
  const shop = new Shop(random, courier, Math.ceil(customers / 100));
  const clients = new Clients(random, shop, { isSync, mood: moodUnder(fault, 10_000 + customers * stepUs) }, record);

  const paid = new Random(seed + 1_000_000).chance(0.5); // a stream of its own: the others stay as they were
  const waiting: Sale[] = [];
  for (let n = 0; n < customers; n++) {
    const t = 10_000 + n * stepUs;
    const sale = clients.attempt(`k${seed}-${n}`, t, n === 0);
    if (sale && !isSync) waiting.push(sale);
    while (waiting.length > random.integer(0, 3)) settleFirst(waiting, shop, t, paid ? random : null);
    if (random.chance(0.08)) shop.restock(t);
  }
  const end = 10_000 + customers * stepUs;
  while (waiting.length > 0) settleFirst(waiting, shop, end, paid ? random : null);
  const pills = new Pills(random, shop, clients, courier, record);
  if (faultsIn(fault).includes('poison')) pills.run(`p${seed}`, end);
  observe(shop, random, record, end);
  recordFault(fault, record, end);
  if (!isSync && random.chance(0.3)) recordReplay(shop, random, record, end);

  const written = random.chance(0.5) ? write(`w${seed}`, random, record, end) : null;

  history.sort((a, b) => a.t - b.t);
  history.forEach((operation, index) => {
    operation.i = index;
  });
  const noMessages = { messages: null, log: null, queues: null, parked: pills.parkedCalls };
  const orders = shop.sales.map(({ order }) => order);
  const { catalogue, products, movements, notifications } = shop;
  const warehouse = random.chance(0.5) ? picks(orders, random) : null;
  const money = paid ? ledgerOf(orders, catalogue, random) : null;
  const mail = random.chance(0.5) ? mailbox(notifications, random) : null;
  const asked = random.chance(0.5) ? answersTo(orders, random) : null;
  const answers = asked && asked.owed.length > 0 ? asked : null;
  const stored = {
    catalogue,
    products,
    movements,
    orders,
    notifications,
    warehouse,
    answers,
    written,
    money,
    mail,
  };
  return {
    mode,
    fault,
    history,
    final: { quiescent: true, stillMoving: [], ...stored, ...(courier?.books() ?? noMessages) },
  };
}

/** A warehouse is asked about some orders again, and does its part once; what failed it may have done before. */
const picks = (orders: readonly Order[], random: Random): NonNullable<FinalReads['warehouse']> =>
  orders.flatMap(({ orderId, status }) => {
    const calls = random.integer(1, 2);
    if (status === 'confirmed' || status === 'rejected') return [{ orderId, calls, effects: 1 }];
    return random.chance(0.5) ? [{ orderId, calls, effects: random.integer(0, 1) }] : [];
  });

/** A mail server is given some mails twice, in any order, and refuses a few for good, some of which it had taken before. */
function mailbox(notifications: readonly Notification[], random: Random): NonNullable<FinalReads['mail']> {
  const emails = notifications.filter(({ channel }) => channel === 'email');
  const parked = emails
    .filter(() => random.chance(0.05))
    .map(({ notificationId }) => ({ notificationId, reason: '550' }));
  const refused = new Set(parked.map(({ notificationId }) => notificationId));
  const mails = emails.flatMap((notification) => {
    const times = refused.has(notification.notificationId) ? random.integer(0, 1) : random.chance(0.1) ? 2 : 1;
    return Array.from({ length: times }, () => mailOf(notification));
  });
  return { mails: mails.toSorted(() => random.integer(-1, 1)), parked };
}

const mailOf = ({ notificationId, to, text }: Notification) => ({
  messageId: messageIdOf(notificationId),
  recipients: [to],
  to: [to],
  headers: 9,
  text,
});

/** Half of those who ordered asked for an answer: it came, perhaps twice, or was set aside. */
function answersTo(all: readonly Order[], random: Random): NonNullable<FinalReads['answers']> {
  const orders = all.filter(({ status }) => status !== 'pending' && random.chance(0.5));
  const parked = orders.filter(() => random.chance(0.1)).map(({ orderId }) => ({ orderId, reason: 'gone' }));
  const aside = new Set(parked.map(({ orderId }) => orderId));
  const got = orders.flatMap((order) => {
    const { orderId, status, version, totalMinor } = order;
    const one = { ...placeOf(order), status, version, ...(totalMinor !== undefined && { totalMinor }) };
    if (aside.has(orderId) && random.chance(0.5)) return [];
    return random.chance(0.1) ? [one, { ...one }] : [one];
  });
  return { owed: orders.map(placeOf), got, foreign: 0, parked };
}

const placeOf = (order: Order) => ({ orderId: order.orderId, place: keyOf(order) ?? order.orderId });

/**
 * Numbered records under two settings, of which one promises to keep what it acknowledged: what the other acknowledged may be
 * gone, what was in doubt may be there, and what was tried again is there twice.
 */
function write(prefix: string, random: Random, record: RecordOperation, end: number): string[] {
  const there: string[] = [];
  for (let n = 0; n < WRITES; n++) {
    const survives = n % 2 === 0;
    const [id, at] = [`${prefix}-${n}`, end / 2 + n * 1000];
    const type = n < 2 || random.chance(0.7) ? 'ok' : random.chance(0.5) ? 'info' : 'fail';
    record(at, `writer ${n % 2}`, 'write', 'invoke', id, { survives });
    record(at + 500, `writer ${n % 2}`, 'write', type, id, type === 'ok' ? null : { error: 'timeout' });
    const isThere = type === 'ok' ? survives || random.chance(0.8) : type === 'info' && random.chance(0.5);
    if (isThere) there.push(...(random.chance(0.1) ? [id, id] : [id]));
  }
  return there;
}

/** When the order service restarts, as parts of the whole: between the injection and the healing of the fault. */
const away = [0.4, 0.5] as const;

/** Who is refused, and when. */
function moodUnder(fault: string, end: number): (t: number) => Mood {
  if (fault === 'network:reset-before') return () => 'unhurt';
  if (fault !== 'rolling-restart') return () => 'any';
  return (t) => (t >= end * away[0] && t <= end * away[1] ? 'refused' : 'calm');
}

/** `unpaid`: draws who cannot pay, where orders are paid. */
function settleFirst(waiting: Sale[], shop: Shop, t: number, unpaid: Random | null): void {
  const sale = waiting.shift();
  if (!sale) return;
  if (unpaid?.chance(0.2)) shop.failToPay(sale, t + 300, unpaid.pick(notPaidReasons));
  else shop.settle(sale, t + 300);
}

const notPaidReasons = ['payment-declined', 'payment-timeout', 'payment-unavailable', 'cancelled'] as const;

/** Captured once for what is confirmed; of what nobody knew in time it was given back, or never captured, or that keeps failing. */
function ledgerOf(
  orders: readonly Order[],
  catalogue: readonly Product[],
  random: Random,
): NonNullable<FinalReads['money']> {
  const prices = new Map(catalogue.map(({ sku, unitPriceMinor }) => [sku, unitPriceMinor]));
  const money: NonNullable<FinalReads['money']> = { entries: [], payments: [] };
  for (const { orderId, status, reason, items, totalMinor, currency = 'EUR', updatedAt } of orders) {
    const amountMinor =
      totalMinor ?? items.reduce((sum, { sku, quantity }) => sum + quantity * (prices.get(sku) ?? 0), 0);
    const capture = { orderId, kind: 'capture' as const, amountMinor, currency };
    const payment = (state: Payment['state'], why?: string) =>
      money.payments.push({
        orderId,
        state,
        totalMinor: amountMinor,
        currency,
        ...(why !== undefined && { reason: why }),
        refundAttempts: 0,
        updatedAt,
      });
    if (status === 'confirmed') {
      money.entries.push(capture);
      payment('captured');
    } else if (reason === 'payment-declined') payment('declined', reason);
    else if (reason === 'payment-timeout' || reason === 'payment-unavailable' || reason === 'cancelled') {
      if (random.chance(0.7)) money.entries.push(capture, { ...capture, kind: 'refund' });
      payment('refunded', reason);
    }
  }
  return money;
}

/** Reads before and after an order is final, and second deliveries that change nothing. */
function observe(shop: Shop, random: Random, record: RecordOperation, end: number): void {
  for (const { order, finalAt } of shop.sales) {
    const { orderId } = order;
    if (random.chance(0.05)) {
      const at = Math.min(finalAt - 200, end);
      record(at, 'reader', 'read-order', 'invoke', orderId, null);
      record(at + 100, 'reader', 'read-order', 'ok', orderId, { orderId, status: 'pending', version: 1 });
    }
    if (finalAt !== Infinity && random.chance(0.1)) {
      record(finalAt + 100, 'reader', 'read-order', 'invoke', orderId, null);
      record(finalAt + 9000, 'reader', 'read-order', 'ok', orderId, { ...order });
    }
    if (random.chance(0.05)) {
      record(end, 'bench', 'redeliver', 'invoke', orderId, null);
      record(end + 100, 'bench', 'redeliver', 'ok', orderId, { delivered: 1 });
    }
  }
}

function recordFault(fault: string, record: RecordOperation, end: number): void {
  for (const name of faultsIn(fault)) {
    const step = (at: number, phase: string, more: object = {}) => {
      record(at, 'bench', 'fault', 'invoke', name, { phase });
      record(at + 50, 'bench', 'fault', 'ok', name, { phase, ...more });
    };
    step(end / 3, 'inject');
    if (name === 'rolling-restart') {
      record(end * away[0], 'bench', 'fault', 'invoke', name, { phase: 'restart', role: 'orders' });
      record(end * away[1], 'bench', 'fault', 'ok', name, { phase: 'restart', role: 'orders' });
    }
    step(end / 2, 'witness', { happened: true, evidence: `saw ${name}` });
    step(end / 1.5, 'heal');
  }
}

function recordReplay(shop: Shop, random: Random, record: RecordOperation, end: number): void {
  const state = random.uuid();
  const ids = shop.notifications.map(({ notificationId }) => notificationId);
  const asList = random.chance(0.5);
  for (const [key, notifications] of [
    ['before', ids],
    ['after', ids.toReversed()],
  ] as const) {
    const at = end + (key === 'before' ? 1000 : 9000);
    record(at, 'bench', 'digest', 'invoke', key, null);
    record(at + 50, 'bench', 'digest', 'ok', key, { state, notifications: asList ? notifications : ids.length });
  }
}
