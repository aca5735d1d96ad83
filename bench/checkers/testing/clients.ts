import type { PlaceOrder } from '../../../common/contracts/orders.ts';
import type { Role } from '../../../common/mode.ts';
import { emailOf } from '../../record/attempt-key.ts';
import type { Operation } from '../../record/history.ts';
import type { Random } from './random.ts';
import type { Sale, Shop } from './shop.ts';

export type RecordOperation = (
  t: number,
  process: string,
  f: Operation['f'],
  type: Operation['type'],
  key: string,
  value: unknown,
) => void;

const refusals = [{ status: 429, error: 'too-many-requests' }, { error: 'ECONNREFUSED' }];
const doubts = [{ error: 'timeout' }, { error: 'ECONNRESET' }, { status: 500, error: 'internal' }];
const inFlight = { status: 409, error: 'key-in-flight' };
const unavailable = { status: 503, error: 'dependency-unavailable' };

/**
 * What can befall a customer at a moment: anything; anything but that a dependency cannot be reached; nothing; or that he
 * is refused.
 */
export type Mood = 'any' | 'unhurt' | 'calm' | 'refused';
const kindsOf: Record<Mood, [number, number]> = { any: [0, 99], unhurt: [0, 99], calm: [0, 73], refused: [74, 78] };

/** Customers who order, give up, repeat themselves and race themselves; each writes what it saw to the history. */
export class Clients {
  readonly #random: Random;
  readonly #shop: Shop;
  readonly #isSync: boolean;
  readonly #mood: (t: number) => Mood;
  readonly #record: RecordOperation;

  constructor(random: Random, shop: Shop, is: { isSync: boolean; mood: (t: number) => Mood }, record: RecordOperation) {
    this.#random = random;
    this.#shop = shop;
    this.#isSync = is.isSync;
    this.#mood = is.mood;
    this.#record = record;
  }

  /** One customer from `t` on. Returns the stored order, if there is one. */
  attempt(key: string, t: number, onlyGood: boolean, aside?: Role): Sale | null {
    const random = this.#random;
    const body = this.#body(key, onlyGood);
    const call = (at: number, type: 'ok' | 'fail' | 'info', value: unknown, process = key) => {
      this.#record(at, process, 'place-order', 'invoke', key, body);
      this.#record(at + random.integer(200, 4000), process, 'place-order', type, key, value);
    };
    const store = (at: number) => {
      const sale = this.#shop.place(ownCopy(body), at, aside);
      if (this.#isSync) this.#shop.settle(sale, at);
      const { orderId, status: orderStatus } = sale.order;
      return { sale, answer: { status: this.#isSync ? 201 : 202, orderId, orderStatus } };
    };
    const mood = this.#mood(t);
    const [least, most] = kindsOf[mood];
    const kind = onlyGood ? 0 : random.integer(least, most);
    if (kind >= 74 && kind < 79) {
      call(t, 'fail', random.chance(0.3) ? { status: 400, error: 'invalid-request' } : random.pick(refusals));
      return null;
    }
    if (kind >= 79 && kind < 82) {
      call(t, 'info', random.pick(doubts));
      return null;
    }
    if (this.#isSync && mood !== 'unhurt' && kind >= 95) {
      const sale = this.#shop.place(ownCopy(body), t);
      this.#shop.fail(sale, t + 100);
      call(t, 'info', unavailable);
      if (random.chance(0.3)) call(t + 5000, 'info', unavailable);
      return sale;
    }
    const { sale, answer } = store(t + 100);
    if (kind < 74) call(t, 'ok', answer);
    else if (kind < 85) {
      call(t - 5000, 'fail', random.pick(refusals));
      call(t, 'ok', answer);
    } else if (kind < 87) call(t, 'info', random.pick(doubts));
    else if (kind < 88) this.#record(t, key, 'place-order', 'invoke', key, body);
    else if (kind < 91) {
      call(t, 'info', random.pick(doubts));
      call(t + 5000, 'ok', answer);
    } else if (kind < 94) {
      call(t, 'ok', answer, `${key}-a`);
      call(t, 'info', inFlight, `${key}-b`);
      if (random.chance(0.5)) call(t + 5000, 'ok', answer, `${key}-b`);
    } else {
      call(t, 'ok', answer);
      call(t + 5000, 'ok', answer);
    }
    return sale;
  }

  #body(key: string, onlyGood: boolean): PlaceOrder {
    const random = this.#random;
    const lines = onlyGood ? 1 : random.integer(1, 3);
    const items = Array.from({ length: lines }, () => ({
      sku: onlyGood ? 'SKU-1' : random.pick(this.#shop.catalogue).sku,
      quantity: random.integer(1, 3),
    }));
    if (!onlyGood && random.chance(0.03)) items.push({ sku: 'NO-SUCH', quantity: 1 });
    return { customer: { name: 'Ada', email: emailOf(key) }, items };
  }
}

/** What is stored shares nothing with the history, so that one can be changed without the other. */
const ownCopy = ({ customer, items }: PlaceOrder): PlaceOrder => ({
  customer: { ...customer },
  items: items.map((line) => ({ ...line })),
});
