import { expect, test } from 'vitest';
import { z } from 'zod';
import { DomainEvent, InventoryOutcome, OrderPlaced } from './events.ts';
import { NotificationQuery, TestNotification } from './notifications.ts';
import { IdempotencyKey, OrderQuery, PlaceOrder } from './orders.ts';
import { ReleaseStock, SetStock, StockMovementQuery } from './products.ts';

/** Everything that somebody else sends us: bodies, queries, a header, answers, events. */
const received = {
  PlaceOrder,
  SetStock,
  ReleaseStock,
  TestNotification,
  OrderPlaced,
  InventoryOutcome,
  DomainEvent,
  OrderQuery,
  NotificationQuery,
  StockMovementQuery,
  IdempotencyKey,
};

interface Node {
  type?: unknown;
  const?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  maxLength?: number;
  maxItems?: number;
  maximum?: number;
  additionalProperties?: unknown;
  propertyNames?: { pattern?: string };
}

/** Where in a schema something is not bounded. */
function unbounded(node: unknown, path: string): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const parts = Object.entries(node).flatMap(([key, value]) => unbounded(value, `${path}.${key}`));
  return isBounded(node as Node) ? parts : [path, ...parts];
}

function isBounded({ type, maxLength = Infinity, maxItems = Infinity, maximum = Infinity, ...node }: Node): boolean {
  if (node.const !== undefined || node.enum) return true;
  if (type === 'string') return maxLength <= 256 || node.format === 'uuid' || isFinite(node.pattern);
  if (type === 'array') return maxItems <= 100;
  if (type === 'integer' || type === 'number') return maximum <= Number.MAX_SAFE_INTEGER;
  // Attributes of a CloudEvent that nobody asked for are named by a rule, and gone once it is read.
  return type !== 'object' || node.additionalProperties === false || isFinite(node.propertyNames?.pattern);
}

/** A pattern from end to end that repeats nothing without a limit. */
const isFinite = (pattern = '+') => /^\^.*\$$/.test(pattern) && !/[^\\][*+]|,\}/.test(pattern);

test.each(Object.entries(received))(
  '%s has a longest text, a longest list, a largest number and no unknown member but the attributes of an event',
  (name, schema) => {
    // What is refused is told by the side that comes in, what a text became, a number, by the other.
    for (const io of ['input', 'output'] as const) expect(unbounded(z.toJSONSchema(schema, { io }), name)).toEqual([]);
  },
);

test('a schema without bounds is noticed', () => {
  const loose = z.object({
    text: z.string(),
    list: z.array(z.uuid()),
    n: z.number(),
    pattern: z.string().regex(/^a+$/),
  });
  const json = z.toJSONSchema(loose, { io: 'input' });
  expect(unbounded(json, 'it').toSorted()).toEqual(
    ['it', 'it.properties.text', 'it.properties.list', 'it.properties.n', 'it.properties.pattern'].toSorted(),
  );
});
