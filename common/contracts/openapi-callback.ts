import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { OrderAnswer } from './answers.ts';
import { body } from './openapi-operation.ts';
import { OrderId } from './primitives.ts';

/** What a caller who named a Callback-Url is sent once the order has its outcome. */
export const callback = (operationId: string): ZodOpenApiOperationObject => ({
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
