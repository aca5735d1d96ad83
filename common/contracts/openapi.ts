import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { Tally } from './analytics.ts';
import { InventoryOutcome, OrderPlaced } from './events.ts';
import { Notification, NotificationPage, NotificationQuery, TestNotification } from './notifications.ts';
import { IdempotencyKey, Order, OrderPage, OrderQuery, PlaceOrder } from './orders.ts';
import { OrderId, Sku } from './primitives.ts';
import { Problem, type ProblemKind, problems } from './problems.ts';
import { Product, ProductList, ReleaseStock, SetStock, StockMovementPage, StockMovementQuery } from './products.ts';

/** `sync` answers with the outcome, `async` with a promise to work on it. */
export type Flavour = 'sync' | 'async';

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
const answer = (description: string, schema: z.ZodType) => ({ description, content: json(schema) });
const body = (schema: z.ZodType) => ({ required: true, content: json(schema) });

/** The problem answers of one route, grouped by status. */
function problemAnswers(kinds: readonly ProblemKind[]) {
  const titles = new Map<number, string[]>();
  for (const kind of kinds) {
    const { status, title } = problems[kind];
    titles.set(status, [...(titles.get(status) ?? []), title]);
  }
  return Object.fromEntries(
    [...titles].map(([status, list]) => [
      String(status),
      { description: list.join('; '), content: { 'application/problem+json': { schema: Problem } } },
    ]),
  );
}

const always: ProblemKind[] = ['foreign-caller', 'too-many-requests', 'internal', 'shutting-down', 'store-unavailable'];
const withBody: ProblemKind[] = ['not-json', 'invalid-request', 'body-too-large', 'unsupported-media-type'];

function operation(
  operationId: string,
  summary: string,
  success: Record<string, ReturnType<typeof answer>>,
  more: Omit<ZodOpenApiOperationObject, 'responses'> = {},
  kinds: ProblemKind[] = [],
): ZodOpenApiOperationObject {
  const all = [...(more.requestBody ? withBody : []), ...kinds, ...always];
  return {
    operationId,
    summary,
    ...more,
    responses: { ...success, ...problemAnswers(all) },
  } as ZodOpenApiOperationObject;
}

const Status = z.strictObject({ status: z.string(), reason: z.string().optional() }).meta({ id: 'Status' });

const watching: ZodOpenApiPathsObject = {
  '/health': { get: operation('health', 'Whether the process is alive.', { 200: answer('It is.', Status) }) },
  '/ready': {
    get: {
      operationId: 'ready',
      summary: 'Whether the service can do its job: broker reached, store writable.',
      responses: { 200: answer('It can.', Status), 503: answer('It cannot, and why.', Status) },
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      summary: "Measurements in Prometheus' text format.",
      responses: { 200: { description: 'Metrics.', content: { 'text/plain': { schema: z.string() } } } },
    },
  },
};

function document(title: string, description: string, paths: ZodOpenApiPathsObject): unknown {
  return createDocument({
    openapi: '3.1.0',
    info: { title, description, version: '1.0.0' },
    paths: { ...paths, ...watching },
  });
}

export function orderOpenApi(flavour: Flavour): unknown {
  const success =
    flavour === 'sync'
      ? { 201: answer('The order with its outcome: confirmed or rejected.', Order) }
      : { 202: answer('The order, stored and pending. Follow Location for its outcome.', Order) };
  const dependency: ProblemKind[] =
    flavour === 'sync' ? ['key-in-flight', 'dependency-unavailable', 'dependency-timeout'] : [];
  const place = (operationId: string, summary: string) =>
    operation(
      operationId,
      summary,
      success,
      {
        requestBody: body(PlaceOrder),
        requestParams: { header: z.object({ 'Idempotency-Key': IdempotencyKey.optional() }) },
      },
      ['key-reused', ...dependency],
    );
  return document('Order service', 'Takes orders and knows what became of them.', {
    '/orders': {
      post: place('placeOrder', 'Place an order.'),
      get: operation(
        'listOrders',
        'Orders, newest first.',
        { 200: answer('A page.', OrderPage) },
        { requestParams: { query: OrderQuery } },
        ['invalid-request'],
      ),
    },
    '/order': { post: place('placeOrderAlias', 'The same as POST /orders.') },
    '/orders/{id}': {
      get: operation(
        'getOrder',
        'One order.',
        { 200: answer('The order.', Order) },
        { requestParams: { path: z.object({ id: OrderId }) } },
        ['not-found'],
      ),
    },
  });
}

export function inventoryOpenApi(flavour: Flavour): unknown {
  const Released = z.strictObject({ released: z.literal(true) }).meta({ id: 'Released' });
  const calls: ZodOpenApiPathsObject = {
    '/reserve': {
      post: operation(
        'reserve',
        'Reserve every line or none; idempotent by order id.',
        { 200: answer('What was decided.', InventoryOutcome) },
        { requestBody: body(OrderPlaced) },
        ['already-released'],
      ),
    },
    '/release': {
      post: operation(
        'release',
        'Give back what an order holds, now or when its reserve arrives late.',
        { 200: answer('Nothing is held.', Released) },
        { requestBody: body(ReleaseStock) },
      ),
    },
  };
  return document('Inventory service', 'Knows the catalogue and reserves stock.', {
    '/products': { get: operation('listProducts', 'The catalogue.', { 200: answer('All products.', ProductList) }) },
    '/products/{sku}': {
      get: operation(
        'getProduct',
        'One product.',
        { 200: answer('The product.', Product) },
        { requestParams: { path: z.object({ sku: Sku }) } },
        ['not-found'],
      ),
    },
    '/products/{sku}/stock': {
      put: operation(
        'setStock',
        'Say how many pieces are available from now on.',
        { 200: answer('The product.', Product) },
        { requestParams: { path: z.object({ sku: Sku }) }, requestBody: body(SetStock) },
        ['not-found'],
      ),
    },
    '/stock-movements': {
      get: operation(
        'listStockMovements',
        'The ledger, oldest first.',
        { 200: answer('A page.', StockMovementPage) },
        { requestParams: { query: StockMovementQuery } },
        ['invalid-request'],
      ),
    },
    ...(flavour === 'sync' ? calls : {}),
  });
}

export function notificationOpenApi(flavour: Flavour): unknown {
  const Sent = Notification.pick({ notificationId: true, kind: true }).meta({ id: 'SentNotification' });
  const calls: ZodOpenApiPathsObject = {
    '/send': {
      post: operation(
        'send',
        'Tell the customer; idempotent by order id and kind.',
        { 200: answer('What was recorded.', z.strictObject({ sent: z.array(Sent) })) },
        { requestBody: body(InventoryOutcome) },
      ),
    },
  };
  return document('Notification service', 'Records what customers and purchasing are told.', {
    '/notifications': {
      get: operation(
        'listNotifications',
        'Notifications, oldest first.',
        { 200: answer('A page.', NotificationPage) },
        { requestParams: { query: NotificationQuery } },
        ['invalid-request'],
      ),
    },
    '/notifications/test': {
      post: operation(
        'testNotification',
        'Record a test message.',
        { 202: answer('What was recorded.', Sent) },
        { requestBody: body(TestNotification) },
      ),
    },
    ...(flavour === 'sync' ? calls : {}),
  });
}

export function analyticsOpenApi(): unknown {
  return document('Analytics service', 'Folds the streams into orders per minute and the failure rate.', {
    '/metrics.json': {
      get: operation('readTally', 'The folded state.', { 200: answer('The state and its digest.', Tally) }),
    },
  });
}
