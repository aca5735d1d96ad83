import { expect, test } from 'vitest';
import { Recorder } from '../../record/recorder.ts';
import { createCountedClient } from './counted-client.ts';
import { type Asked, follow, type Life } from './follow.ts';

const asked: Asked = {
  key: 'k',
  way: 'reply',
  body: { customer: { name: 'Ämilie', email: 'k@load.example' }, items: [{ sku: 'TEA-ASSAM', quantity: 1 }] },
  intendedMs: 0,
  lateMs: 0,
  knownMs: null,
  knownAtMs: null,
  orderId: null,
  status: null,
};

test('an order is counted as often as it is sent through the broker: when that fails, and when it is placed again', async () => {
  const answers = [false, true, true];
  const life: Life = {
    ordersUrl: '',
    client: createCountedClient(),
    callbackUrlOf: () => '',
    broker: {
      async place() {
        if (!answers.shift()) throw new Error('the broker is away');
      },
      async close() {},
    },
    messages: { requests: 0, bytes: 0 },
    signal: new AbortController().signal,
  };
  await follow(asked, life, new Recorder('t'));
  await follow(asked, life, new Recorder('t'));
  expect(life.messages).toEqual({ requests: 3, bytes: 3 * Buffer.byteLength(JSON.stringify(asked.body)) });
});
