import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { CallbackUrl, OrderAnswer } from './answers.ts';
import { body } from './openapi-operation.ts';
import { IdempotencyKey } from './orders.ts';
import { OrderId } from './primitives.ts';

/** What a caller who named a Callback-Url is sent once the order has its outcome. */
const callback = (operationId: string): ZodOpenApiOperationObject => ({
  operationId: `${operationId}Outcome`,
  summary: 'The outcome of the order, signed as Standard Webhooks has it; sent again until it is answered with 2xx.',
  requestParams: {
    header: z.object({
      'webhook-id': OrderId,
      'webhook-timestamp': z.string().regex(/^\d{10}$/),
      'webhook-signature': z.string().regex(/^v1,[A-Za-z0-9+/]{43}=$/),
    }),
  },
  requestBody: body(OrderAnswer),
  responses: { '2XX': { description: 'It was taken.' } },
});

/** What may be asked for with an order, in its headers, and what comes of it later. */
export const asksFor = (operationId: string): Pick<ZodOpenApiOperationObject, 'requestParams' | 'callbacks'> => ({
  requestParams: {
    header: z.object({ 'Idempotency-Key': IdempotencyKey.optional(), 'Callback-Url': CallbackUrl.optional() }),
  },
  callbacks: { outcome: { '{$request.header.Callback-Url}': { post: callback(operationId) } } },
});
