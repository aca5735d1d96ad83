import { Parser } from '@asyncapi/parser';
import { expect, test } from 'vitest';
import { asyncApi, type Medium } from './asyncapi.ts';

const queue = (address: string, carries: Medium['channels'][string]['carries']) => ({
  address,
  summary: 'A queue.',
  carries,
  bindings: {},
});

const medium: Medium = {
  title: 'Test',
  description: 'A medium of two queues.',
  protocol: 'amqp',
  channels: {
    all: queue('all', ['OrderPlaced', 'InventoryReserved', 'InventoryFailed', 'NotificationSent']),
    dead: queue('all.dead', []),
  },
  sentTo: { OrderPlaced: 'all', InventoryReserved: 'all', InventoryFailed: 'all', NotificationSent: 'all' },
  consumers: [{ name: 'reader', readsFrom: ['all'], parksIn: 'dead' }],
  deadLetterHeaders: { 'x-reason': 'Why.' },
};

const text = JSON.stringify(asyncApi(medium));

test('the document is valid AsyncAPI', async () => {
  const { document, diagnostics } = await new Parser().parse(text);
  expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([]);
  expect(document?.operations().all()).toHaveLength(6);
});

test("the $defs of zod's .meta({ id }) do not reach the document", () => {
  expect(text).not.toContain('$defs');
  expect(text).not.toContain('"$id"');
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    expect(JSON.parse(text).components.schemas).toHaveProperty(name as string);
  }
});

test('only what events are made of is in the document', () => {
  const { schemas } = JSON.parse(text).components;
  expect(schemas).toHaveProperty('OrderPlacedEvent');
  expect(schemas).toHaveProperty('Customer');
  expect(schemas).not.toHaveProperty('PlaceOrder');
});
