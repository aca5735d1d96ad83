import { setTimeout } from 'node:timers/promises';
import { crashPoint } from '../base/crash-point.ts';
import { growingWaitMs } from '../base/growing-wait.ts';
import type { Payment, PaymentFailed, PaymentOutcome, PaymentRequested } from '../contracts/payments.ts';
import {
  changePayment,
  countRefunding,
  dueRefunds,
  findPayment,
  insertPayment,
  postponeRefund,
  redriveParked,
} from '../store/payment-store.ts';
import type { Store, Tx } from '../store/store.ts';
import { type Charged, cardOf, providerOf } from './payment-provider.ts';
import type { ServiceContext } from './run-service.ts';

/** A refund is tried so often, with growing waits: for about a minute. Then it waits for somebody to redrive it. */
const refundPolicy = { attempts: 20, everyMs: 100, atOnce: 16, firstWaitMs: 100, longestWaitMs: 2000 };

/** Payments under way at once in each payment service, of whatever mode: most of the time is spent waiting for the provider. */
export const paymentPolicy = { atOnce: 128 };

const chargeOutcomes: readonly Charged[] = ['captured', 'declined', 'timeout', 'unavailable'];
const refundOutcomes = ['refunded', 'postponed', 'parked'] as const;

const reasons = {
  declined: 'payment-declined',
  timeout: 'payment-timeout',
  unavailable: 'payment-unavailable',
} as const satisfies Partial<Record<Charged, PaymentFailed['reason']>>;

export interface PaymentDesk {
  /** Asks the provider, unless it is known already. With no transaction open. */
  charge(request: PaymentRequested, traceparent: string | undefined): Promise<void>;
  /** What came of it, by its row. */
  outcome(tx: Tx, request: PaymentRequested): Promise<PaymentOutcome>;
  /** From now on nothing may be kept of this order: driven until the provider says so, or for a charge yet to come a tombstone. */
  refund(tx: Tx, orderId: string): Promise<void>;
  /** What was set aside is tried again: of one order, or all. Returns how many. */
  redrive(orderId: string | undefined): Promise<number>;
  /** How many are still to be given back. */
  refunding(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface DeskOptions {
  /** Whether it gives back by itself what may have moved; otherwise whoever drives asks for it. */
  undoesItself: boolean;
  /** In the transaction in which it is noted that nothing is kept of an order. */
  onRefunded(tx: Tx, orderId: string): Promise<void>;
}

/**
 * What becomes of the money of an order. Its row is there before money can move, so that whoever comes back after a crash
 * knows what may have to be given back:
 *
 *   charging ─▶ captured ─┐
 *      │ └────▶ declined  ├─▶ refunding ─▶ refunded
 *      └──────▶ unknown ──┘      │ └────▶ parked, with its reason
 *                                └◀─ redriven ─┘
 *
 * Parked by one process, it is refunded all the same if another one had asked meanwhile and hears that it is.
 */
export function createPaymentDesk(context: ServiceContext, store: Store, options: DeskOptions): PaymentDesk {
  const { settings, log, metrics } = context;
  const provider = providerOf(settings);
  const undoes = !settings.LAB_WITHOUT.includes('compensation');
  const parks = !settings.LAB_WITHOUT.includes('dead-letter');
  let refunding = 0;
  let stopping = false;
  let driving: Promise<void> | null = null;
  // Counted from nothing: of a series that begins with its first event nobody would see an increase.
  for (const outcome of chargeOutcomes) metrics.payments.inc({ outcome }, 0);
  for (const outcome of refundOutcomes) metrics.refunds.inc({ outcome }, 0);
  const countRefund = (tx: Tx, outcome: (typeof refundOutcomes)[number]) =>
    tx.afterCommit(() => metrics.refunds.inc({ outcome }));
  const more = (tx: Tx, rows: number) => tx.afterCommit(() => (refunding += rows));

  async function noteCharged(tx: Tx, orderId: string, charged: Charged): Promise<void> {
    if (charged === 'captured') return void (await changePayment(tx, orderId, ['charging'], { to: 'captured' }));
    const reason = reasons[charged];
    if (charged === 'declined')
      return void (await changePayment(tx, orderId, ['charging'], { to: 'declined', reason }));
    const to = options.undoesItself && undoes ? 'refunding' : 'unknown';
    if ((await changePayment(tx, orderId, ['charging'], { to, reason })) && to === 'refunding') more(tx, 1);
  }

  async function refundOne(orderId: string, attempts: number): Promise<void> {
    crashPoint(settings, 'before-refund');
    const failure = await provider.refund(orderId);
    crashPoint(settings, 'after-refund');
    await store.transact(async (tx) => {
      if (failure === null) {
        const wasDue = await changePayment(tx, orderId, ['refunding'], { to: 'refunded' });
        // Another process with this store asked too, was refused and parked it: the money is back all the same.
        if (!wasDue && !(await changePayment(tx, orderId, ['parked'], { to: 'refunded' }))) return;
        await options.onRefunded(tx, orderId);
        countRefund(tx, 'refunded');
        return wasDue ? more(tx, -1) : undefined;
      }
      if (attempts + 1 < refundPolicy.attempts || !parks) {
        const dueMs = Date.now() + growingWaitMs(refundPolicy, attempts + 1);
        countRefund(tx, 'postponed');
        return void (await postponeRefund(tx, orderId, attempts + 1, dueMs));
      }
      if (!(await changePayment(tx, orderId, ['refunding'], { to: 'parked', reason: failure }))) return;
      more(tx, -1);
      countRefund(tx, 'parked');
      tx.afterCommit(() => {
        metrics.parked.inc();
        log.warn({ orderId, reason: failure }, 'refund parked');
      });
    });
  }

  /** Also what another process with this store has noted, or left behind. */
  async function nextDue() {
    const due = await dueRefunds(store.reader, Date.now(), refundPolicy.atOnce);
    if (due.length > 0 || refunding !== 0) refunding = await countRefunding(store.reader);
    return due;
  }

  async function drive(): Promise<void> {
    const failed = (about: object) => (error: unknown) => log.error({ ...about, err: error }, 'refunding failed');
    while (!stopping) {
      const due = await nextDue().catch(failed({}));
      const each = due?.map(({ orderId, attempts }) => refundOne(orderId, attempts).catch(failed({ orderId })));
      await Promise.all(each ?? []);
      if (!due || due.length < refundPolicy.atOnce) await setTimeout(refundPolicy.everyMs);
    }
  }

  return {
    async charge({ orderId, totalMinor, currency, customer }, traceparent) {
      const known = await store.transact(async (tx) => {
        await insertPayment(tx, { orderId, state: 'charging', totalMinor, currency });
        return findPayment(tx, orderId);
      });
      if (known?.state !== 'charging') return;
      crashPoint(settings, 'before-charge');
      const card = cardOf(customer);
      const charged = await provider.charge({ orderId, amountMinor: totalMinor, currency, card }, traceparent);
      metrics.payments.inc({ outcome: charged });
      crashPoint(settings, 'after-charge');
      await store.transact((tx) => noteCharged(tx, orderId, charged));
    },
    async outcome(tx, request) {
      const { orderId, customer } = request;
      const payment = await findPayment(tx, orderId);
      if (payment?.state === 'captured') return { type: 'PaymentCaptured', data: request };
      if (!payment || payment.state === 'charging') throw new Error(`Order ${orderId} was not charged yet.`);
      return { type: 'PaymentFailed', data: { orderId, customer, reason: reasonOf(payment) } };
    },
    async refund(tx, orderId) {
      if (await insertPayment(tx, { orderId, state: 'refunded' })) return options.onRefunded(tx, orderId);
      if (await changePayment(tx, orderId, ['charging', 'captured', 'unknown'], { to: 'refunding' }))
        return more(tx, 1);
      const { state } = (await findPayment(tx, orderId)) ?? {};
      if (state === 'declined' || state === 'refunded') await options.onRefunded(tx, orderId);
    },
    redrive: (orderId) =>
      store.transact(async (tx) => {
        const rows = await redriveParked(tx, orderId);
        more(tx, rows);
        return rows;
      }),
    refunding: () => refunding,
    async start() {
      refunding = await countRefunding(store.reader);
      driving = drive();
    },
    async stop() {
      stopping = true;
      await driving;
    },
  };
}

/** Why a payment is none; one that was given back before it was asked for came too late. */
function reasonOf({ reason }: Payment): PaymentFailed['reason'] {
  const known = Object.values(reasons).find((one) => one === reason);
  return known ?? 'payment-timeout';
}
