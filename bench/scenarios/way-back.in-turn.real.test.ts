import { describe, expect, test } from 'vitest';
import { callbackSettings, startCaller } from '../lab/caller.ts';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold, noteFault } from './judged.ts';
import { eventModes, triedIn, useLab } from './with-lab.ts';

const items = [{ sku: 'TEA-ASSAM', quantity: 2 }];
const idsIn = (text: string) => [...text.matchAll(/^id: (.+)$/gm)].map(([, id]) => id);

describe.each(triedIn('sync-rest', 'streaming-kafka'))('a caller of $name who wants to know', (mode) => {
  const testLab = useLab(mode, { settings: { ...callbackSettings, LAB_CALLBACK_TRIES: '4' } });

  test('asks again with what he has, or listens, also across the death of the order service', async () => {
    const { shop, lab } = testLab();
    const promised = mode.answer === 'promise';
    if (promised) await lab.service('inventory').kill();
    const placed = await shop.place(items);
    const url = `${lab.urls.orders}/orders/${placed.json.orderId}`;
    const first = await fetch(url);
    const etag = first.headers.get('etag') ?? '';
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect(first.headers.get('retry-after')).toBe(promised ? '1' : null);

    if (promised) {
      const reading = readAll(await fetch(`${url}/events`));
      const pid = await lab.service('orders').kill();
      expect(idsIn(await reading)).toEqual(['1']);
      lab.service('orders').start();
      await until('the order service is back', async () => (await fetch(url)).ok);
      noteFault(testLab(), 'kill-order', `pid ${pid} was killed`);
    }
    const again = await fetch(`${url}/events`, { headers: promised ? { 'last-event-id': '1' } : {} });
    const rest = again.text();
    if (promised) lab.service('inventory').start();
    expect(idsIn(await rest)).toEqual(['2']);
    expect(await rest).toContain('"status":"confirmed"');
    expect((await fetch(`${url}/events`, { headers: { 'last-event-id': '2' } })).status).toBe(204);
    await expectAllChecksToHold(testLab(), promised ? 'kill-order' : 'none');
  });

  test('is called back, although he refuses that at first and the order service is killed with it', async () => {
    const { shop, lab } = testLab();
    const caller = await startCaller();
    caller.answersWith(503);
    const [key, other] = [shop.nextKey(), shop.nextKey()];
    const headers = { 'callback-url': caller.urlOf(key) };
    const { orderId } = (await shop.place(items, key, undefined, undefined, headers)).json;
    await until('it was refused once', () => caller.cost().requests > 0);
    const pid = await lab.service('orders').kill();
    caller.answersWith(200);
    lab.service('orders').start();
    await lab.ready();
    await until('he was told', () => caller.got.some((answer) => answer.orderId === orderId));
    noteFault(testLab(), 'kill-order', `pid ${pid} was killed`);

    const nowhere = { 'callback-url': caller.urlOf(other).replace(/:\d+/, ':1') }; // nobody listens there
    const lost = (await shop.place(items, other, undefined, undefined, nowhere)).json.orderId;
    const { answers } = await expectAllChecksToHold(testLab(), 'kill-order', [], {
      owed: [
        { orderId, place: key },
        { orderId: lost, place: other },
      ],
      got: caller.got,
      foreign: caller.foreign(),
    });
    expect(answers?.parked).toMatchObject([{ orderId: lost, reason: expect.stringContaining('after 4 tries') }]);
    expect(caller.foreign()).toBe(0);
    await caller.close();
  });
});

describe.each(eventModes)('a client of $name that speaks the broker', (mode) => {
  const testLab = useLab(mode, { settings: { LAB_REQUESTS: '1' } });

  test('is replied to under its correlation id, once for an order that came twice, and after it was away', async () => {
    const { shop, lab } = testLab();
    const got: [string, string][] = [];
    const took = (id: string, bytes: Uint8Array) =>
      void got.push([id, (JSON.parse(Buffer.from(bytes).toString()) as { status: string }).status]);
    const client = await lab.operator.orderClient?.('ada', took);
    const body = (key: string) => JSON.stringify(shop.body(items, key));
    await client?.place('first', body('first'));
    await client?.place('first', body('first'));
    await until('the first is replied to', () => got.length > 0);
    await lab.service('inventory').kill();
    await client?.place('second', body('second'));
    await until('both are stored', async () => (await shop.orders()).length === 2);
    await client?.close();
    lab.service('inventory').start();
    await lab.ready();
    await until('both are confirmed', async () => (await shop.orders()).every(({ status }) => status === 'confirmed'));
    const again = await lab.operator.orderClient?.('ada', took);
    await until('the second is replied to', () => got.some(([id]) => id === 'second'));
    expect(new Set(got.map(([id, status]) => `${id} ${status}`))).toEqual(
      new Set(['first confirmed', 'second confirmed']),
    );
    expect(await shop.orders()).toHaveLength(2);
    await again?.close();
  });

  test('has what is no order parked with its reason', async () => {
    const { lab } = testLab();
    const client = await lab.operator.orderClient?.('bob', () => {});
    await client?.place('rubbish', '{');
    await until('it is parked', async () =>
      (await lab.operator.parked()).some(({ consumer, reason }) => consumer.includes('requests') && reason !== ''),
    );
    await client?.close();
  });
});

/** What came until the stream ended, or broke off. */
async function readAll(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
    }
  } catch {
    // its server was killed
  }
  return text;
}
