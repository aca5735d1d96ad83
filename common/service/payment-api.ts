import { PaymentQuery, RedriveRefunds } from '../contracts/payments.ts';
import { type Api, ok, queryOf } from '../http/http.ts';
import { listPayments } from '../store/payment-store.ts';
import type { Store } from '../store/store.ts';
import type { PaymentDesk } from './payment-desk.ts';

/** The payment service's public routes, the same in every mode. */
export function paymentApi(api: Api, store: Store, desk: PaymentDesk): void {
  api.get('/payments', async (request) => ok(await listPayments(store.reader, queryOf(PaymentQuery, request))));
  api.post('/payments/redrive', RedriveRefunds, async ({ orderId }) => ok({ redriven: await desk.redrive(orderId) }));
}
