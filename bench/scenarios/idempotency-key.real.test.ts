import { describe, expect, test } from 'vitest';
import type { Order } from '../../common/contracts/orders.ts';
import { problemIn, send } from '../lab/request.ts';
import { expectAllChecksToHold } from './judged.ts';
import { allModes, useLab } from './with-lab.ts';

const items = [{ sku: 'TEA-ASSAM', quantity: 1 }];

describe.each(allModes)('an idempotency key, in $name', (mode) => {
  const testLab = useLab(mode);

  test('gives a repeated request the first answer, byte for byte, whatever happened since', async () => {
    const { shop } = testLab();
    const key = shop.nextKey();
    const first = await shop.place(items, key);
    await shop.finished(first.json.orderId);
    const second = await shop.place(items, key);
    expect(second.status).toBe(first.status);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
  });

  test('lets twenty racing requests make one order', async () => {
    const { shop } = testLab();
    const before = (await shop.orders()).length;
    const key = shop.nextKey();
    const replies = await Promise.all(Array.from({ length: 20 }, () => shop.place(items, key)));
    const accepted = replies.filter(({ status }) => status < 300);
    expect(new Set(accepted.map(({ json }) => json.orderId)).size).toBe(1);
    for (const reply of replies.filter(({ status }) => status >= 300)) {
      // Only REST has no answer to give while the first request still waits for its outcome.
      expect([mode.name, reply.status, problemIn(reply).type]).toEqual([
        'sync-rest',
        409,
        'urn:three-mode-lab:problem:key-in-flight',
      ]);
    }
    await shop.finished(accepted[0]?.json.orderId ?? '');
    expect(await shop.orders()).toHaveLength(before + 1);
    const again = await shop.place(items, key);
    expect(again.text).toBe(accepted[0]?.text);
  });

  test('is refused with another body', async () => {
    const { shop } = testLab();
    const key = shop.nextKey();
    const first = await shop.place(items, key);
    const other = await send('POST', shop.ordersUrl, shop.body([{ sku: 'TEA-ASSAM', quantity: 2 }], key), {
      'idempotency-key': key,
    });
    expect(problemIn(other)).toMatchObject({ status: 422, type: 'urn:three-mode-lab:problem:key-reused' });
    expect((await shop.finished(first.json.orderId)).items).toMatchObject(items);
  });

  test.each([
    ['empty', ''],
    ['longer than 255 characters', 'a'.repeat(256)],
    ['two words', 'two words'],
    ['not ASCII', 'caf\u00e9'],
  ])('is refused when it is %s', async (_, key) => {
    const { shop } = testLab();
    const before = (await shop.orders()).length;
    const reply = await send('POST', shop.ordersUrl, shop.body(items, 'malformed'), { 'idempotency-key': key });
    expect(problemIn(reply)).toMatchObject({ status: 400, type: 'urn:three-mode-lab:problem:invalid-request' });
    expect(await shop.orders()).toHaveLength(before);
  });

  test('may have 255 visible characters of any kind', async () => {
    const { shop } = testLab();
    const key = shop.nextKey();
    const body = shop.body(items, key);
    const header = { 'idempotency-key': `${key}!~"{}`.padEnd(255, '#') };
    const replies = [await send<Order>('POST', shop.ordersUrl, body, header)];
    replies.push(await send<Order>('POST', shop.ordersUrl, body, header));
    const [first, second] = replies;
    expect(first?.status).toBeLessThan(300);
    expect(second?.text).toBe(first?.text);
    const { orderId = '', status: orderStatus } = first?.json ?? {};
    shop.recorder.note('place-order', 'invoke', key, body);
    shop.recorder.note('place-order', 'ok', key, { status: first?.status, orderId, orderStatus });
  });

  test('leaves nothing that a checker would object to', async () => {
    await expectAllChecksToHold(testLab());
  });
});
