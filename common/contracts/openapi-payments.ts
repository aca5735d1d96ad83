import { z } from 'zod';
import { document, type Flavour } from './openapi.ts';
import { answer, body, operation } from './openapi-operation.ts';
import {
  PaymentOutcome,
  PaymentPage,
  PaymentQuery,
  PaymentRequested,
  RedriveRefunds,
  RefundRequested,
} from './payments.ts';

export function paymentOpenApi(flavour: Flavour): unknown {
  const Noted = z.strictObject({ noted: z.literal(true) }).meta({ id: 'RefundNoted' });
  const calls = {
    '/pay': {
      post: operation(
        'pay',
        'Capture the total of an order; idempotent by order id.',
        { 200: answer('What came of it.', PaymentOutcome) },
        { requestBody: body(PaymentRequested) },
      ),
    },
    '/refund': {
      post: operation(
        'refund',
        'Keep nothing of an order, now or when its payment arrives late.',
        { 200: answer('It is noted, and driven until the provider has done it.', Noted) },
        { requestBody: body(RefundRequested) },
      ),
    },
  };
  return document('Payment service', 'Captures what orders cost, and gives it back.', {
    '/payments': {
      get: operation(
        'listPayments',
        'Payments, oldest first.',
        { 200: answer('A page.', PaymentPage) },
        { requestParams: { query: PaymentQuery } },
      ),
    },
    '/payments/redrive': {
      post: operation(
        'redriveRefunds',
        'Try refunds again that were set aside.',
        { 200: answer('How many.', z.strictObject({ redriven: z.int() })) },
        { requestBody: body(RedriveRefunds) },
      ),
    },
    ...(flavour === 'sync' ? calls : {}),
  });
}
