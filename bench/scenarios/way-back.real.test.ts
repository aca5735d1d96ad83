import { describe, expect, test } from 'vitest';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold, noteFault } from './judged.ts';
import { allModes, useLab } from './with-lab.ts';

const items = [{ sku: 'TEA-ASSAM', quantity: 2 }];
const idsIn = (text: string) => [...text.matchAll(/^id: (.+)$/gm)].map(([, id]) => id);

describe.each(allModes)('a caller of $name who wants to know', (mode) => {
  const testLab = useLab(mode);

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
