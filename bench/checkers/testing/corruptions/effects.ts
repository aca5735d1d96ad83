import type { Random } from '../random.ts';
import { type Corruption, change, drop, type Finished, is, repeat, unproven, violates } from './corruption.ts';

type Picks = NonNullable<Finished['final']['warehouse']>;

/** Only where there is a warehouse. */
const inBooks =
  (corrupt: (picks: Picks, evidence: Finished, random: Random) => boolean): Corruption['corrupt'] =>
  (evidence, random) => {
    const { warehouse } = evidence.final;
    return warehouse ? corrupt(warehouse, evidence, random) : false;
  };
const isDone = ({ effects }: Picks[number]) => effects > 0;
const decidedIn = ({ final }: Finished) =>
  new Set(final.orders.filter(is('confirmed', 'rejected')).map(({ orderId }) => orderId));

export const effects: Corruption[] = [
  violates(
    'an order is done twice',
    inBooks((picks, _, random) =>
      change(random, picks, isDone, (pick) => {
        pick.calls++;
        pick.effects++;
      }),
    ),
  ),
  violates(
    'an order is decided that the warehouse was asked about in vain',
    inBooks((picks, evidence, random) => {
      const decided = decidedIn(evidence);
      return change(
        random,
        picks,
        ({ orderId }) => decided.has(orderId),
        (pick) => (pick.effects = 0),
      );
    }),
  ),
  violates(
    'an order is decided that the warehouse never heard of',
    inBooks((picks, evidence, random) => {
      const decided = decidedIn(evidence);
      return drop(random, picks, ({ orderId }) => decided.has(orderId));
    }),
  ),
  violates(
    'the warehouse did an order that nobody has',
    inBooks((picks, _, random) => repeat(random, picks, isDone, (copy) => (copy.orderId = random.uuid()))),
  ),
  unproven(
    'nothing was ever done',
    inBooks((picks, { final }) => {
      picks.length = 0;
      for (const order of final.orders) if (is('confirmed', 'rejected')(order)) order.status = 'failed';
      return true;
    }),
  ),
];
