import { setTimeout } from 'node:timers/promises';
import { OrderAnswer } from '../../../common/contracts/answers.ts';
import type { Mode } from '../../../common/mode.ts';
import { checkers } from '../../checkers/all.ts';
import { worst } from '../../checkers/judge.ts';
import { none } from '../../faults/none.ts';
import { type Caller, callbackSettings, startCaller } from '../../lab/caller.ts';
import { finalReads, readProducts } from '../../lab/final-reads.ts';
import type { Lab } from '../../lab/lab.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import type { Session } from '../../lab/session.ts';
import { until } from '../../lab/until.ts';
import { emailOf } from '../../record/attempt-key.ts';
import type { Operation, OwedAnswers } from '../../record/history.ts';
import { Recorder } from '../../record/recorder.ts';
import type { Verdict } from '../../record/verdict.ts';
import { withTrialLab } from '../trial/trial-lab.ts';
import { createCountedClient } from './counted-client.ts';
import { type Asked, follow, know } from './follow.ts';
import { rowOf, type WayBackRow } from './way-back-figures.ts';
import { type SituationName, type Size, situations, type Way, waysOf } from './ways.ts';

const KNOW_WITHIN_MS = 40_000;
const QUIESCENCE_MS = 60_000;
const AWAY_MS = 1000;
const CLIENT = 'way-back';
const WARM_UP = { ratePerWay: 20, seconds: 2 };
/** Those that ask for nothing but what happened: no window of a fault. */
const judging = ['lost', 'duplicate-order', 'stuck', 'transitions', 'stock', 'money', 'notification', 'told'];

export interface WayBack {
  rows: WayBackRow[];
  outcome: ReturnType<typeof worst>;
  verdicts: Verdict[];
}

/** All ways of one mode at the same time, in one situation after the other, on one lab; then its checks. */
export function measureWayBack(session: Session, mode: Mode, number: number, size: Size): Promise<WayBack> {
  const plan = { mode, id: `${mode.name}-way-back`, number, fault: none, seed: 1, without: [], sameRoles: true };
  const options = { durability: 'page-cache' as const, without: [], from: [], tamper: null };
  return withTrialLab(
    session,
    { ...plan, settings: { ...callbackSettings, LAB_REQUESTS: '1' } },
    options,
    async (lab) => {
      const catalogue = await readProducts(lab);
      const recorder = new Recorder(plan.id);
      const told: OwedAnswers['got'] = [];
      const asked: Asked[] = [];
      const found: { situation: SituationName; asked: Asked[]; costs: Map<Way, Cost>; lateMs: number }[] = [];
      await situationOf(lab, recorder, told, 'steady', WARM_UP.ratePerWay, WARM_UP.seconds, 'warm-up').then((one) =>
        asked.push(...one.asked),
      );
      for (const situation of Object.keys(situations) as SituationName[]) {
        const seconds = situations[situation].dead ? size.deadSeconds : size.steadySeconds;
        session.say(`${mode.name}: ${situation} …`);
        const one = await situationOf(lab, recorder, told, situation, size.ratePerWay, seconds, situation);
        asked.push(...one.asked);
        found.push({ situation, ...one });
      }
      const stillMoving = await untilQuiescent(lab, QUIESCENCE_MS);
      const owed = asked
        .filter(({ way }) => way === 'callback' || way === 'reply')
        .flatMap(({ orderId }) => orderId ?? []);
      const final = await finalReads(lab, catalogue, stillMoving, owed.length > 0 ? { owed, got: told } : null);
      const history: Operation[] = recorder.mergedWith([]);
      const verdicts = judging.map((name) => checkerOf(name).check({ mode, fault: none.name, history, final }));
      const orders = new Map(final.orders.map((order) => [order.orderId, order]));
      const rows = found.flatMap(({ situation, asked: those, costs, lateMs }) =>
        [...costs].map(([way, cost]) =>
          rowOf({
            mode: mode.name,
            situation,
            way,
            asked: those.filter((one) => one.way === way),
            orders,
            cost,
            lateMs,
          }),
        ),
      );
      return { rows, verdicts, outcome: worst(verdicts) };
    },
  );
}

function checkerOf(name: string) {
  const checker = checkers.get(name);
  if (!checker) throw new Error(`There is no check ${name}.`);
  return checker;
}

interface Cost {
  requests: number;
  bytes: number;
}

/** Places the orders of one situation, each when it is due, and waits until every caller knows, or it is too late. */
async function situationOf(
  lab: Lab,
  recorder: Recorder,
  told: OwedAnswers['got'],
  situation: SituationName,
  ratePerWay: number,
  seconds: number,
  prefix: string,
): Promise<{ asked: Asked[]; costs: Map<Way, Cost>; lateMs: number }> {
  const { dead, restarts } = situations[situation];
  const ways = waysOf(lab.mode);
  const clients = new Map(ways.map((way) => [way, createCountedClient()]));
  const byOrder = new Map<string, Asked>();
  const early = new Map<string, OrderAnswer>(); // a callback may overtake the answer
  const took = (answer: OrderAnswer) => {
    told.push(answer);
    const one = byOrder.get(answer.orderId);
    if (one) know(one, answer.status);
    else early.set(answer.orderId, answer);
  };
  let caller: Caller = await startCaller(took);
  const { url: callbackUrl } = caller;
  const callbacks: Cost = { requests: 0, bytes: 0 };
  const hangUp = async () => {
    const { requests, bytes } = caller.cost();
    callbacks.requests += requests;
    callbacks.bytes += bytes;
    await caller.close();
  };
  const asked: Asked[] = [];
  const byKey = new Map<string, Asked>();
  const messages: Cost = { requests: 0, bytes: 0 };
  const replied = (id: string, bytes: Uint8Array) => {
    const answer = OrderAnswer.parse(JSON.parse(Buffer.from(bytes).toString()));
    const one = byKey.get(id);
    if (!one) return; // of a situation before
    told.push(answer);
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
  let lateMs = 0;

  const begin = (one: Asked) => {
    const client = clients.get(one.way);
    if (!client) return;
    const { signal } = life;
    follow(one, { ordersUrl: `${lab.urls['orders']}/orders`, client, callbackUrl, broker, signal }, recorder)
      .catch((error: unknown) => {
        if (!signal.aborted) throw error;
      })
      .finally(() => {
        if (one.orderId === null) return;
        byOrder.set(one.orderId, one);
        const answer = early.get(one.orderId);
        if (answer) know(one, answer.status);
      });
  };

  if (dead) await lab.service('inventory').kill();
  const startMs = performance.now();
  const total = Math.round(ratePerWay * seconds);
  for (let n = 0; n < total; n++) {
    const intendedMs = startMs + (n * 1000) / ratePerWay;
    const aheadMs = intendedMs - performance.now();
    if (aheadMs > 0) await setTimeout(aheadMs);
    lateMs = Math.max(lateMs, performance.now() - intendedMs);
    for (const way of ways) {
      const key = `${prefix.replaceAll(' ', '-')}-${way}-${n}`;
      const body = { customer: { name: 'Ada', email: emailOf(key) }, items: [{ sku: 'TEA-ASSAM', quantity: 1 }] };
      const one = { key, way, body, intendedMs, knownMs: null, knownAtMs: null, orderId: null, status: null };
      asked.push(one);
      if (way === 'reply') {
        byKey.set(key, one);
        messages.requests++;
        messages.bytes += JSON.stringify(body).length;
      }
      begin(one);
    }
  }
  if (restarts === 'caller') {
    life.abort();
    for (const client of clients.values()) client.hangUp();
    await hangUp();
    await broker?.close();
    await setTimeout(AWAY_MS);
    broker = await speaks();
    caller = await startCaller(took, Number(new URL(callbackUrl).port));
    life = new AbortController();
    for (const one of asked) if (one.knownMs === null) begin(one); // under the same key: the same order
  }
  if (restarts === 'orders') {
    await lab.service('orders').kill();
    await setTimeout(AWAY_MS);
    await lab.service('orders').start();
  }
  if (dead) {
    await lab.service('inventory').start();
    await lab.ready();
  }
  await until('every caller knows', () => asked.every(({ knownMs }) => knownMs !== null), KNOW_WITHIN_MS).catch(
    () => {},
  );
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
  return { asked, costs, lateMs };
}
