import { crashPoint } from '../common/base/crash-point.ts';
import { paymentOpenApi } from '../common/contracts/openapi-payments.ts';
import { PaymentRequested, RefundRequested } from '../common/contracts/payments.ts';
import { ok } from '../common/http/http.ts';
import { inboxSchema } from '../common/messaging/inbox.ts';
import { traceNow } from '../common/observe/tracing.ts';
import { paymentApi } from '../common/service/payment-api.ts';
import { createPaymentDesk, paymentPolicy } from '../common/service/payment-desk.ts';
import { runService } from '../common/service/run-service.ts';
import { openStore } from '../common/store/open-store.ts';
import { paymentSchema } from '../common/store/payment-store.ts';
import { calls } from '../common/workflow/message-table.ts';
import { answeringService } from './answering-service.ts';
import { createLine } from './transport/consume.ts';

/** Answers POST /pay: asks the provider and says what came of it; and POST /refund: keeps nothing of an order, now or later. */
await runService('payment-service', async (context) => {
  const { settings, api } = context;
  const store = await openStore(settings, 'payments', paymentSchema + inboxSchema);
  const desk = createPaymentDesk(context, store, { undoesItself: false, onRefunded: async () => {} });
  const line = createLine(settings, paymentPolicy.atOnce, settings.LAB_PAYMENT_DEADLINE_MS);

  paymentApi(api, store, desk);

  api.call(calls.pay.path, PaymentRequested, async (request) => {
    await line(() => desk.charge(request, traceNow()));
    const outcome = await store.transact((tx) => desk.outcome(tx, request));
    crashPoint(settings, 'before-reply');
    return ok(outcome);
  });

  api.call(calls.refund.path, RefundRequested, async ({ orderId }) => {
    await store.transact((tx) => desk.refund(tx, orderId));
    return ok({ noted: true });
  });

  await desk.start();
  const parts = answeringService(context, { openapi: paymentOpenApi('sync'), store, beforeClose: desk.stop });
  return { ...parts, outboxDepth: desk.refunding };
});
