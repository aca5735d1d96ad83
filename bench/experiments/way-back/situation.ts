import { setTimeout } from 'node:timers/promises';
import { OrderAnswer } from '../../../common/contracts/answers.ts';
import { type Caller, startCaller, type Told } from '../../lab/caller.ts';
import type { Lab } from '../../lab/lab.ts';
import { getJson } from '../../lab/service-client.ts';
import { until } from '../../lab/until.ts';
import { raiseForNow } from '../../load/priority.ts';
import type { Random } from '../../measure/random.ts';
import { emailOf } from '../../record/attempt-key.ts';
import type { Recorder } from '../../record/recorder.ts';
import type { SituationName, Way } from '../../record/way-back-cell.ts';
import type { AnswerBook } from './answer-book.ts';
import { type Cost, createCountedClient } from './counted-client.ts';
import { type Asked, follow, know } from './follow.ts';
import { type Moment, paced } from './paced.ts';
import { scheduleOf } from './schedule.ts';
import { situations, waysOf } from './ways.ts';

const KNOW_WITHIN_MS = 40_000;
const AWAY_MS = 1000;
const CLIENT = 'way-back';

/** All orders of one situation, and when nobody waited for them any more: as `knownMs` and `knownAtMs` of an order. */
export interface Followed {
  asked: Asked[];
  costs: Map<Way, Cost>;
  untilMs: number;
  untilAtMs: number;
}

/** Places the orders of one situation, each when it is due, and waits until every caller knows, or it is too late. */
export async function situationOf(
  lab: Lab,
  recorder: Recorder,
  book: AnswerBook,
  situation: SituationName,
  ratePerSecond: number,
  seconds: number,
  prefix: string,
  random: Random,
  knowWithinMs = KNOW_WITHIN_MS,
): Promise<Followed> {
  const { dead, restarts } = situations[situation];
  const ways = waysOf(lab.mode);
  const clients = new Map(ways.map((way) => [way, createCountedClient()]));
  const early = new Map<string, OrderAnswer>(); // a callback may overtake the answer
  const took = ({ place, ...answer }: Told) => {
    const one = book.take(place, answer);
    if (one?.orderId === null) early.set(place, answer);
    else if (one?.orderId === answer.orderId) know(one, answer.status);
  };
  let caller: Caller = await startCaller(took);
  const callbackUrlOf = caller.urlOf;
  const callbacks: Cost = { requests: 0, bytes: 0 };
  const hangUp = async () => {
    const { requests, bytes } = caller.cost();
    callbacks.requests += requests;
    callbacks.bytes += bytes;
    book.addForeign(caller.foreign());
    await caller.close();
  };
  const asked: Asked[] = [];
  const messages: Cost = { requests: 0, bytes: 0 };
  const replied = (id: string, bytes: Uint8Array) => {
    const answer = OrderAnswer.parse(JSON.parse(Buffer.from(bytes).toString()));
    const one = book.take(id, answer);
    if (!one || !asked.includes(one)) return; // of nobody, or of a situation before
    messages.requests++;
    messages.bytes += bytes.length;
    if (one.orderId === null) {
      one.orderId = answer.orderId;
      const value = { status: 202, orderId: answer.orderId, orderStatus: answer.status };
      recorder.note('place-order', 'ok', id, value);
    }
    know(one, answer.status);
  };
  const speaks = async () => (await lab.operator.orderClient?.(CLIENT, replied)) ?? null;
  let broker = await speaks();
  let life = new AbortController();

  const begin = (one: Asked) => {
    const client = clients.get(one.way);
    if (!client) return;
    const { signal } = life;
    const ordersUrl = `${lab.urls['orders']}/orders`;
    follow(one, { ordersUrl, client, callbackUrlOf, broker, messages, signal }, recorder)
      .catch((error: unknown) => {
        if (!signal.aborted) throw error;
      })
      .finally(() => {
        const answer = early.get(one.key);
        if (answer?.orderId === one.orderId) know(one, answer.status);
      });
  };

  if (dead) await lab.service('inventory').kill();
  const due = scheduleOf(ways, ratePerSecond, seconds, random).map((one, n) => ({ ...one, n }));
  using raised = new DisposableStack();
  const place = ({ way, n }: (typeof due)[number], { intendedMs, lateMs }: Moment) => {
    const key = `${prefix.replaceAll(' ', '-')}-${way}-${n}`;
    const body = { customer: { name: 'Ada', email: emailOf(key) }, items: [{ sku: 'TEA-ASSAM', quantity: 1 }] };
    const one = { key, way, body, intendedMs, lateMs, knownMs: null, knownAtMs: null, orderId: null, status: null };
    asked.push(one);
    if (way === 'callback' || way === 'reply') book.expect(one);
    begin(one);
  };
  /** What he ordered is all that he has left. */
  const leave = async () => {
    life.abort();
    for (const client of clients.values()) client.hangUp();
    await hangUp();
    await broker?.close();
  };
  const comeBack = async () => {
    caller = await startCaller(took, Number(new URL(callbackUrlOf('')).port));
    life = new AbortController();
    const again = asked.filter(({ knownMs }) => knownMs === null); // under the same key: the same order
    for (const one of again) if (one.way !== 'reply') begin(one);
    broker = await speaks(); // whoever reads a log may take seconds: nobody else waits for it
    for (const one of again) if (one.way === 'reply') begin(one);
  };
  // Callers belong on a machine of their own: here they should at least not queue behind what they wait for.
  const placing = paced(due, place, () => raised.defer(raiseForNow()));
  await Promise.all([placing, ...(restarts === 'orders' ? [restartOrders(lab, 500 * seconds)] : [])]);
  if (restarts === 'caller') await leave();
  if (dead) {
    await lab.service('inventory').start();
    await lab.ready();
  }
  if (restarts === 'caller') {
    await untilDecided(lab, knowWithinMs); // what is due now finds nobody
    await setTimeout(AWAY_MS);
    await comeBack();
  }
  await until('every caller knows', () => asked.every(({ knownMs }) => knownMs !== null), knowWithinMs).catch(() => {});
  const [untilMs, untilAtMs] = [performance.now(), Date.now()];
  life.abort();
  const costs = new Map([...clients].map(([way, client]) => [way, client.cost()]));
  await hangUp();
  const calledBack = costs.get('callback');
  if (calledBack) {
    calledBack.requests += callbacks.requests;
    calledBack.bytes += callbacks.bytes;
  }
  if (costs.has('reply')) costs.set('reply', messages);
  for (const client of clients.values()) client.hangUp();
  await broker?.close();
  return { asked, costs, untilMs, untilAtMs };
}

/** After so many milliseconds, while orders come. */
async function restartOrders(lab: Lab, afterMs: number): Promise<void> {
  await setTimeout(afterMs);
  await lab.service('orders').kill();
  await setTimeout(AWAY_MS);
  await lab.service('orders').start();
}

/** Until no order is pending, or it is too late for that. */
async function untilDecided({ urls }: Lab, deadlineMs: number): Promise<void> {
  const nonePending = async () => {
    const page = await getJson<{ orders: unknown[] }>(`${urls['orders']}/orders?status=pending&limit=1`);
    return page.orders.length === 0;
  };
  await until('every order has its outcome', nonePending, deadlineMs).catch(() => {});
}
