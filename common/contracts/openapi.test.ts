import { expect, test } from 'vitest';
import { analyticsOpenApi, inventoryOpenApi, notificationOpenApi, orderOpenApi } from './openapi.ts';

interface Operation {
  operationId: string;
  summary: string;
  parameters?: { in: string; name: string; required?: boolean }[];
  requestBody?: { required: boolean; content: Record<string, unknown> };
  responses: Record<
    string,
    { description: string; headers?: object; content: Record<string, { schema: { $ref?: string } }> }
  >;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}

const documents = {
  'order, sync': orderOpenApi('sync'),
  'order, async': orderOpenApi('async'),
  'inventory, sync': inventoryOpenApi('sync'),
  'inventory, async': inventoryOpenApi('async'),
  'notification, sync': notificationOpenApi('sync'),
  'notification, async': notificationOpenApi('async'),
  analytics: analyticsOpenApi(),
} as Record<string, Document>;

const each = Object.entries(documents);
type Response = Operation['responses'][string];
const found = (document: unknown, ref: string) =>
  ref
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
/** The answers of an operation, wherever in the document they stand. */
const answersOf = (document: Document, { responses }: Pick<Operation, 'responses'>): [string, Response][] =>
  Object.entries(responses).map(([status, answer]) => [
    status,
    '$ref' in answer ? (found(document, answer.$ref as string) as Response) : answer,
  ]);
const operationsOf = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  );

test.each(each)('%s: the document is OpenAPI 3.1 with operations of unique names', (_, document) => {
  expect(document.openapi).toBe('3.1.0');
  const ids = operationsOf(document).map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { summary, responses } of operationsOf(document)) {
    expect(summary).not.toBe('');
    expect(Object.keys(responses).every((status) => /^[2-5]\d\d$/.test(status))).toBe(true);
  }
});

test.each(each)('%s: every $ref resolves', (_, document) => {
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref as string);
  expect(refs.length).toBeGreaterThan(0);
  for (const ref of refs) {
    expect(found(document, ref), ref).toBeDefined();
  }
});

test.each(each)('%s: every parameter of a path is declared', (_, document) => {
  for (const { path, parameters = [] } of operationsOf(document)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(named);
  }
});

test.each(each)('%s: every error is a problem document', (_, document) => {
  for (const operation of operationsOf(document)) {
    if (operation.operationId === 'ready') continue;
    for (const [status, { content }] of answersOf(document, operation)) {
      if (status < '400') continue;
      expect(content, `${operation.operationId} ${status}`).toEqual({
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      });
    }
  }
});

test.each(each)('%s: every answer tells of its headers', (_, document) => {
  for (const operation of operationsOf(document)) {
    for (const [status, { headers }] of answersOf(document, operation)) {
      const placing = ['placeOrder', 'placeOrderAlias'].includes(operation.operationId) && status < '300';
      const own = [
        ...(placing ? ['Location'] : []),
        ...(operation.operationId === 'getOrder' && status < '400' ? ['ETag', 'Cache-Control', 'Retry-After'] : []),
        ...(['429', '503'].includes(status) || (placing && status === '202') ? ['Retry-After'] : []),
        ...(status === '401' ? ['WWW-Authenticate'] : []),
        ...(status === '405' ? ['Allow'] : []),
      ];
      expect(Object.keys(headers ?? {}), `${operation.operationId} ${status}`).toEqual(['X-Request-Id', ...own]);
    }
  }
});

test('an address is documented with its bounds, and a page with a number', () => {
  const { Customer } = (documents['order, sync']?.components.schemas ?? {}) as Record<string, { properties: object }>;
  expect(Customer?.properties).toMatchObject({
    email: { format: 'email', maxLength: 254, pattern: expect.stringMatching(/^\^.*@.*\$$/) },
  });
  const limit = documents['order, sync']?.paths['/orders']?.['get']?.parameters?.find(({ name }) => name === 'limit');
  expect(limit).toMatchObject({ schema: { type: 'integer', minimum: 1, maximum: 500, default: 100 } });
});

test.each(each)(
  '%s: every route tells of overload and failure, and of a bad body where it takes one',
  (_, document) => {
    for (const { operationId, requestBody, responses } of operationsOf(document)) {
      const expected = ['400', '405', '408', '417', '429', '431', '500', '503', ...(requestBody ? ['413', '415'] : [])];
      expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(expected));
    }
  },
);

test('placing an order is answered with its outcome in sync mode, and with a promise in the others', () => {
  const statuses = (name: string) =>
    Object.keys(documents[name]?.paths['/orders']?.['post']?.responses ?? {}).filter(
      (status) => status < '300' || status > '502',
    );
  expect(statuses('order, sync')).toEqual(['201', '503', '504']);
  expect(statuses('order, async')).toEqual(['202', '503']);
});

test('only where calls are made is every pending order promised to be cancelled', () => {
  const summaryOf = (flavour: Parameters<typeof orderOpenApi>[0]) =>
    (orderOpenApi(flavour) as { paths: Record<string, { put: { summary: string } }> }).paths['/orders/{id}/cancel']?.put
      .summary;
  expect(summaryOf('sync')).not.toContain('too late');
  expect(summaryOf('async')).toContain('elsewhere it is always too late');
});
