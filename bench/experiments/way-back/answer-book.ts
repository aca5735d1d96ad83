import type { OrderAnswer } from '../../../common/contracts/answers.ts';
import type { Order } from '../../../common/contracts/orders.ts';
import { keyOf } from '../../record/attempt-key.ts';
import type { OwedAnswers } from '../../record/history.ts';
import type { Asked } from './follow.ts';

/** What came to callers, of all situations: an answer that is late belongs to one before. */
export interface AnswerBook {
  /** From now on somebody waits at the place that is named like its key. */
  expect(asked: Asked): void;
  /** Notes an answer and gives who waits there; undefined: nobody that is known. */
  take(place: string, answer: OrderAnswer): Asked | undefined;
  /** So many came to nobody, or are none. */
  addForeign(count: number): void;
  /** What the check `told` looks at; null: nobody waits, and nothing came. */
  callers(orders: readonly Order[]): Omit<OwedAnswers, 'parked'> | null;
}

export function createAnswerBook(): AnswerBook {
  const waiting = new Map<string, Asked>();
  const got: OwedAnswers['got'] = [];
  let foreign = 0;
  return {
    expect: (asked) => void waiting.set(asked.key, asked),
    take(place, answer) {
      const asked = waiting.get(place);
      if (asked) got.push({ ...answer, place });
      else foreign++;
      return asked;
    },
    addForeign: (count) => void (foreign += count),
    callers(orders) {
      // What a reply says of its order may be another one's, so whose an order is, is read where it is stored.
      const stored = new Map(orders.map((order) => [keyOf(order), order.orderId]));
      const owed = [...waiting.values()].flatMap(({ key, way, orderId: answered }) => {
        const orderId = (way === 'reply' ? null : answered) ?? stored.get(key);
        return orderId === undefined ? [] : [{ orderId, place: key }];
      });
      return owed.length + got.length + foreign > 0 ? { owed, got, foreign } : null;
    },
  };
}
