import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { Tally } from './analytics.ts';
import { deliveryPaths } from './delivery-openapi.ts';
import { InventoryOutcome, OrderPlaced } from './events.ts';
import { Notification, NotificationPage, NotificationQuery, TestNotification } from './notifications.ts';
import { token, withAccess } from './openapi-access.ts';
import { asksFor } from './openapi-callback.ts';
import {
  answer,
  answersOnAndOn,
  answersOnCondition,
  body,
  operation,
  problem,
  requestId,
} from './openapi-operation.ts';
import { CancelOrder, Order, OrderPage, OrderQuery, PlaceOrder } from './orders.ts';
import { UnpaidOutcome } from './payments.ts';
import { OrderId, Sku } from './primitives.ts';
import type { ProblemKind } from './problems.ts';
import {
  NewProduct,
  Product,
  ProductList,
  ReleaseStock,
  SetStock,
  StockMovementPage,
  StockMovementQuery,
} from './products.ts';

/** `sync` answers with the outcome, `async` with a promise to work on it. */
export type Flavour = 'sync' | 'async';

const Status = z.strictObject({ status: z.string(), reason: z.string().optional() }).meta({ id: 'Status' });

const metricsText = { 'text/plain': { schema: z.string() } };

const watching: ZodOpenApiPathsObject = {
  '/health': { get: operation('health', 'Whether the process is alive.', { 200: answer('It is.', Status) }) },
  '/ready': { get: ready() },
  '/metrics': {
    get: operation('metrics', "Measurements in Prometheus' text format.", {
      200: { description: 'Metrics.', headers: requestId, content: metricsText },
    }),
  },
};

/** 503 has two shapes: that of `/ready`, and that of every route once the service shuts down. */
function ready(): ZodOpenApiOperationObject {
  const able = operation(
    'ready',
    'Whether the service can do its job: store writable, broker reached where it needs one.',
    {
      200: answer('It can. A reason says why what it accepts waits for now.', Status),
    },
  );
  const unable = answer('It cannot, and why.', Status, 'Retry-After');
  return {
    ...able,
    responses: { ...able.responses, 503: { ...unable, content: { ...unable.content, ...problem } } },
  } as ZodOpenApiOperationObject;
}

export function document(title: string, description: string, paths: ZodOpenApiPathsObject): unknown {
  return createDocument({
    openapi: '3.1.0',
    info: { title, description, version: '1.0.0' },
    paths: withAccess({ ...paths, ...watching }),
    components: { securitySchemes: { token } },
  });
}

export function orderOpenApi(flavour: Flavour): unknown {
  const success =
    flavour === 'sync'
      ? { 201: answer('The order with its outcome: confirmed or rejected.', Order, 'Location') }
      : {
          202: answer(
            'The order, stored and pending. Follow Location for its outcome.',
            Order,
            'Location',
            'Retry-After',
          ),
        };
  const dependency: ProblemKind[] =
    flavour === 'sync' ? ['key-in-flight', 'dependency-unavailable', 'dependency-timeout'] : [];
  const place = (operationId: string, summary: string) =>
    operation(
      operationId,
      summary,
      success,
      {
        requestBody: body(PlaceOrder),
        ...asksFor(operationId),
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
      ),
    },
    '/order': { post: place('placeOrderAlias', 'The same as POST /orders.') },
    '/orders/{id}': {
      get: operation(
        'getOrder',
        'One order.',
        answersOnCondition('The order.', Order),
        {
          requestParams: {
            path: z.object({ id: OrderId }),
            header: z.object({ 'If-None-Match': z.string().max(8192).optional() }),
          },
        },
        ['not-found'],
      ),
    },
    '/orders/{id}/cancel': {
      put: operation(
        'cancelOrder',
        flavour === 'sync'
          ? 'Cancel an order while it is pending; again, it is answered alike.'
          : 'Cancel an order while it is pending, where this service drives its payment; elsewhere it is always too late.',
        { 200: answer('The order, cancelled.', Order) },
        { requestParams: { path: z.object({ id: OrderId }) }, requestBody: body(CancelOrder) },
        ['not-found', 'too-late'],
      ),
    },
    '/orders/{id}/events': {
      get: operation(
        'followOrder',
        'One order as it is, again when it changes, and the end once it has its outcome.',
        answersOnAndOn('An event `order` for each version; its id is the version, its data the order.', Order),
        {
          requestParams: {
            path: z.object({ id: OrderId }),
            header: z.object({ 'Last-Event-ID': z.string().max(64).optional() }),
          },
        },
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
    '/products': {
      get: operation('listProducts', 'The catalogue.', { 200: answer('All products.', ProductList) }),
      post: operation(
        'addProduct',
        'One more for the catalogue.',
        { 201: answer('The product.', Product) },
        { requestBody: body(NewProduct) },
        ['already-exists'],
      ),
    },
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
        { requestBody: body(UnpaidOutcome) },
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
    ...deliveryPaths,
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
