import type { Random } from '../random.ts';
import { type Corruption, change, drop, type Finished, is, repeat, violates } from './corruption.ts';

type Money = NonNullable<Finished['final']['money']>;

/** Only where orders are paid. */
const inLedger =
  (corrupt: (money: Money, evidence: Finished, random: Random) => boolean): Corruption['corrupt'] =>
  (evidence, random) => {
    const { money } = evidence.final;
    return money ? corrupt(money, evidence, random) : false;
  };
const isCapture = ({ kind }: Money['entries'][number]) => kind === 'capture';
const isRefund = ({ kind }: Money['entries'][number]) => kind === 'refund';
const ofConfirmed = ({ final }: Finished) => {
  const confirmed = new Set(final.orders.filter(is('confirmed')).map(({ orderId }) => orderId));
  return ({ orderId }: { orderId: string }) => confirmed.has(orderId);
};

export const captured: Corruption[] = [
  violates(
    'a confirmed order is captured twice',
    inLedger(({ entries }, evidence, random) => repeat(random, entries, ofConfirmed(evidence), () => {})),
  ),
  violates(
    'a confirmed order is never captured',
    inLedger(({ entries }, evidence, random) => drop(random, entries, ofConfirmed(evidence))),
  ),
  violates(
    'a confirmed order is captured for one minor unit more',
    inLedger(({ entries }, evidence, random) =>
      change(random, entries, ofConfirmed(evidence), (entry) => entry.amountMinor++),
    ),
  ),
  violates(
    'a confirmed order gets its money back',
    inLedger(({ entries }, evidence, random) =>
      repeat(random, entries, ofConfirmed(evidence), (copy) => (copy.kind = 'refund')),
    ),
  ),
  violates(
    'money is kept of an order that nobody has',
    inLedger(({ entries }, _, random) => repeat(random, entries, isCapture, (copy) => (copy.orderId = random.uuid()))),
  ),
];

export const compensated: Corruption[] = [
  violates(
    'a refund is missing',
    inLedger(({ entries }, _, random) => drop(random, entries, isRefund)),
  ),
  violates(
    'a refund is called parked and has no reason',
    inLedger((money, _, random) => {
      const { entries, payments } = money;
      const gone = entries.find((entry) => isRefund(entry) && random.chance(0.5)) ?? entries.find(isRefund);
      if (!gone) return false;
      entries.splice(entries.indexOf(gone), 1);
      money.payments = payments.map((payment) => {
        const { reason: _reason, ...rest } = payment;
        return payment.orderId === gone.orderId ? { ...rest, state: 'parked' as const } : payment;
      });
      return true;
    }),
  ),
  violates('an order that failed keeps its stock', (evidence, random) => {
    const { final } = evidence;
    if (!final.money) return false;
    const given = new Set(
      final.movements.flatMap(({ kind, orderId }) => (kind === 'release' && orderId ? [orderId] : [])),
    );
    if (given.size === 0) return false;
    return drop(random, final.movements, ({ kind, orderId }) => kind === 'release' && given.has(orderId ?? ''));
  }),
];

export const refundedOnce: Corruption[] = [
  violates(
    'a refund is made twice',
    inLedger(({ entries }, _, random) => repeat(random, entries, isRefund, () => {})),
  ),
  violates(
    'more is refunded than was captured',
    inLedger(({ entries }, _, random) => change(random, entries, isRefund, (entry) => entry.amountMinor++)),
  ),
  violates(
    'a refund is made for what was never captured',
    inLedger(({ entries }, _, random) => repeat(random, entries, isRefund, (copy) => (copy.orderId = random.uuid()))),
  ),
];
