import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { TookReply } from '../../../common/capabilities.ts';
import type { Lab } from '../../lab/lab.ts';
import { seededRandom } from '../../measure/random.ts';
import { Recorder } from '../../record/recorder.ts';
import type { SituationName } from '../../record/way-back-cell.ts';
import { createAnswerBook } from './answer-book.ts';
import { situationOf } from './situation.ts';

/** A service is not there at once; what was sent before it was asked to start arrives meanwhile. */
const START_MS = 250;

/** An order whose `told` resolves with whether somebody was there to be told when it got its outcome. */
interface Stored {
  orderId: string;
  status: string;
  told: Promise<boolean>;
}

/** Services of this process: orders are stored at once, and get their outcome when inventory is started. Notes what was done to whom. */
async function fakeLab() {
  const did: string[] = [];
  const orders = new Map<string, Stored>();
  const callbackUrls = new Map<string, string>();
  let took: TookReply | null = null;
  let inventoryIsThere = true;
  const decide = (key: string, one: Stored) => {
    one.status = 'confirmed';
    const url = callbackUrls.get(key);
    if (url !== undefined) one.told = fetch(url, { method: 'POST', body: '{}' }).then(Boolean, () => false);
  };
  const store = (key: string) => {
    const found = orders.get(key);
    if (found) return found;
    did.push('an order came');
    const one = { orderId: randomUUID(), status: 'pending', told: Promise.resolve(false) };
    orders.set(key, one);
    if (inventoryIsThere) decide(key, one);
    return one;
  };
  const answer = async (message: IncomingMessage, response: ServerResponse) => {
    const { method, url = '', headers } = message;
    await text(message);
    const json = (status: number, body: unknown) => void response.writeHead(status).end(JSON.stringify(body));
    if (method === 'POST') {
      const key = String(headers['idempotency-key']);
      if (headers['callback-url']) callbackUrls.set(key, String(headers['callback-url']));
      return json(202, store(key));
    }
    const all = [...orders.values()];
    if (url.includes('status=pending')) return json(200, { orders: all.filter(({ status }) => status === 'pending') });
    const one = all.find(({ orderId }) => url.includes(orderId));
    if (url.endsWith('/events')) return void response.end(`retry: 20\nid: 1\ndata: ${JSON.stringify(one)}\n\n`);
    response.setHeader('retry-after', '0.02');
    json(200, one);
  };
  const server = createServer((message, response) => void answer(message, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const lab = {
    mode: { answer: 'promise' },
    urls: { orders: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    operator: {
      async orderClient(_name: string, given: TookReply) {
        took = given;
        did.push('the client is there');
        for (const [key, { orderId, status }] of orders) {
          if (status !== 'pending' && key.includes('reply')) reply(key, orderId);
        }
        return {
          place: async (key: string) => void store(key),
          async close() {
            took = null;
            did.push('the client is gone');
          },
        };
      },
    },
    service: (role: string) => ({
      async kill() {
        did.push(`${role} is killed`);
        if (role === 'inventory') inventoryIsThere = false;
      },
      async start() {
        await setTimeout(START_MS);
        did.push(`${role} is started`);
        if (role !== 'inventory') return;
        inventoryIsThere = true;
        for (const [key, one] of orders) decide(key, one);
      },
    }),
    ready: async () => {},
  } as unknown as Lab;
  const reply = (key: string, orderId: string) => {
    const answer = {
      orderId,
      status: 'confirmed',
      version: 2,
      totalMinor: 500,
      currency: 'EUR',
      updatedAt: new Date().toISOString(),
    };
    setImmediate(() => took?.(key, Buffer.from(JSON.stringify(answer))));
  };
  return { lab, did, orders };
}

async function tried(situation: SituationName, seconds: number) {
  const { lab, did, orders } = await fakeLab();
  const random = seededRandom(1, situation);
  const found = await situationOf(
    lab,
    new Recorder('t'),
    createAnswerBook(),
    situation,
    20,
    seconds,
    's',
    random,
    1500,
  );
  return { did, orders, ...found };
}

test('when outcomes are due nobody listens: the caller is back only afterwards, and asks, listens and places again', async () => {
  const { did, orders, asked, costs } = await tried('and the caller restarts', 0.4);
  const order = did.filter((each) => each !== 'an order came');
  expect(order).toEqual([
    'the client is there',
    'inventory is killed',
    'the client is gone',
    'inventory is started',
    'the client is there',
    'the client is gone',
  ]);
  const told = [...orders].filter(([key]) => key.includes('callback')).map(([, one]) => one.told);
  expect(await Promise.all(told)).toEqual([false, false]);
  for (const { way, knownMs } of asked) if (way !== 'callback') expect(knownMs).not.toBeNull();
  expect(costs.get('reply')?.requests).toBe(2 * 3); // placed, placed again, replied to
});

test('the order service is killed and back while orders come', async () => {
  const { did } = await tried('and the order service restarts', 2.4);
  const at = (what: string) => did.indexOf(what);
  const last = did.lastIndexOf('an order came');
  expect(at('an order came')).toBeLessThan(at('orders is killed'));
  expect(at('orders is started')).toBeLessThan(last);
  expect(last).toBeLessThan(at('inventory is started'));
});
