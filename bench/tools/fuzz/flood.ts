import { setTimeout } from 'node:timers/promises';
import type { Order } from '../../../common/contracts/orders.ts';
import type { Lab } from '../../lab/lab.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import { Shop } from '../../lab/shop.ts';
import { seededRandom, shuffled } from '../../measure/random.ts';
import { jsonTexts } from './json-texts.ts';
import { naughtyStrings } from './naughty-strings.ts';

/** What became of a flood. */
export interface FloodResult {
  /** That were taken. */
  orders: number;
  foreign: number;
  /** Set aside by all consumers together. */
  parked: number;
  /** ms from an order to the commit of its notification, of 99 in 100. */
  completionP99Ms: number;
  problems: string[];
}

/** Good orders among ten times as many messages of strangers, in random order, over ten seconds. */
const ORDERS = 2000;
const FOREIGN = 20_000;
const TURNS = 100;
const TURN_MS = 100;
const LONGEST_P99_MS = 2000;
const REST_MS = 120_000;

/** Null: nobody can send anything past the services of this mode. */
export async function flood(lab: Lab, seed: number): Promise<FloodResult | null> {
  const send = lab.operator.sendForeign;
  if (!send) return null;
  const random = seededRandom(seed, `flood ${lab.mode.name}`);
  const shop = new Shop('flood', lab.urls);
  const { sku, available } = await shop.product('TEA-ASSAM');
  await shop.setStock(sku, available + ORDERS);
  const pids = lab.mode.services.map(({ role }) => lab.service(role).pid);
  const before = (await lab.operator.parked()).length;
  const texts = [...jsonTexts, ...naughtyStrings];
  const foreign = Array.from({ length: FOREIGN }, () => texts[Math.floor(random() * texts.length)] as string);
  const mixed: (string | null)[] = shuffled([...foreign, ...Array.from({ length: ORDERS }, () => null)], random);
  const placed: Promise<{ status: number; json: Order }>[] = [];
  let mustPark = 0;
  const startedAt = performance.now();
  for (let turn = 0; turn < TURNS; turn++) {
    const now = mixed.slice((turn * mixed.length) / TURNS, ((turn + 1) * mixed.length) / TURNS);
    for (const one of now) if (one === null) placed.push(shop.place([{ sku, quantity: 1 }]));
    mustPark += await send(now.filter((one) => one !== null).map((text) => Buffer.from(text)));
    await setTimeout(Math.max(0, startedAt + (turn + 1) * TURN_MS - performance.now()));
  }
  const answers = await Promise.all(placed);
  const orders = answers.filter(({ status }) => status < 300).map(({ json }) => json);
  const refused = ORDERS - orders.length;
  const moving = await untilQuiescent(lab, REST_MS);
  const recorded = new Map(
    (await shop.notifications()).map(({ orderId, recordedAt }) => [orderId, Date.parse(recordedAt)]),
  );
  const times = orders.flatMap(({ orderId, createdAt }) => {
    const at = recorded.get(orderId);
    return at === undefined ? [] : [at - Date.parse(createdAt)];
  });
  const parked = (await lab.operator.parked()).length - before;
  const completionP99Ms = times.sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? Number.POSITIVE_INFINITY;
  const problems = [
    ...moving.map((what) => `never at rest: ${what}`),
    ...(refused > 0 ? [`${refused} of ${ORDERS} orders were not taken`] : []),
    ...(times.length < orders.length
      ? [`${orders.length - times.length} of ${orders.length} orders were never told of`]
      : []),
    ...(parked === mustPark ? [] : [`${parked} were set aside instead of ${mustPark}`]),
    ...(completionP99Ms < LONGEST_P99_MS ? [] : [`99 in 100 orders took up to ${completionP99Ms} ms`]),
    ...lab.mode.services.flatMap(({ role, name }, at) => (lab.service(role).pid === pids[at] ? [] : [`${name} died`])),
  ];
  return { orders: orders.length, foreign: FOREIGN, parked, completionP99Ms, problems };
}
