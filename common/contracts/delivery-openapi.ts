import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { DeliveryPage, DeliveryQuery, RedriveDelivery } from './notifications.ts';
import { answer, body, operation } from './openapi-operation.ts';

/** How far notifications are on their way to their customers. */
export const deliveryPaths: ZodOpenApiPathsObject = {
  '/deliveries': {
    get: operation(
      'listDeliveries',
      'How far notifications are on their way, oldest first; none where nothing is delivered.',
      { 200: answer('A page.', DeliveryPage) },
      { requestParams: { query: DeliveryQuery } },
    ),
  },
  '/deliveries/redrive': {
    post: operation(
      'redriveDelivery',
      'Deliver once more what was refused for good.',
      { 202: answer('It is tried again.', RedriveDelivery) },
      { requestBody: body(RedriveDelivery) },
      ['not-found'],
    ),
  },
};
