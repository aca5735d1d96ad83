import { paymentOpenApi } from '../contracts/openapi-payments.ts';
import type { PaymentOutcome } from '../contracts/payments.ts';
import { inboxSchema } from '../messaging/inbox.ts';
import { createOutbox, outboxSchema } from '../messaging/outbox.ts';
import { openStore } from '../store/open-store.ts';
import { paymentSchema } from '../store/payment-store.ts';
import type { EventTo } from '../workflow/message-table.ts';
import { eventService, heardBy, type Medium } from './event-service.ts';
import { paymentApi } from './payment-api.ts';
import { createPaymentDesk, paymentPolicy } from './payment-desk.ts';
import type { ServiceContext, ServiceParts } from './run-service.ts';

/**
 *   PaymentRequested or, where nobody drives, InventoryReserved ─▶ row ─▶ the provider asked ─▶ PaymentCaptured or PaymentFailed
 *   RefundRequested ─▶ row ─▶ driven until the provider says so ─▶ PaymentRefunded
 */
export async function paymentService(
  context: ServiceContext,
  medium: Medium<EventTo<'payments'>>,
): Promise<ServiceParts> {
  const { settings, api } = context;
  const isDriven = settings.LAB_PAYMENT === 'orchestrated';
  const store = await openStore(settings, 'payments', paymentSchema + inboxSchema + outboxSchema);
  const outbox = createOutbox(store, 'payment-service', settings.LAB_WITHOUT);
  const desk = createPaymentDesk(context, store, {
    undoesItself: !isDriven,
    async onRefunded(tx, orderId) {
      if (isDriven) await outbox.add(tx, [{ type: 'PaymentRefunded', data: { orderId } }]);
    },
  });

  paymentApi(api, store, desk);

  await desk.start();
  const parts = await eventService(context, medium, {
    openapi: paymentOpenApi('async'),
    store,
    outbox,
    hears: heardBy('payments', settings),
    atOnce: settings.LAB_WITHOUT.includes('own-ack') ? null : paymentPolicy.atOnce,
    async before(event) {
      if (event.type !== 'RefundRequested') await desk.charge(event.data, event.traceparent);
    },
    async handle(tx, messages) {
      for (const { event } of messages) {
        if (event.type === 'RefundRequested') {
          await desk.refund(tx, event.data.orderId);
          continue;
        }
        const outcome: PaymentOutcome = await desk.outcome(tx, event.data);
        await outbox.add(tx, [{ ...outcome, causedBy: event }]);
      }
    },
    beforeClose: desk.stop,
  });
  return { ...parts, outboxDepth: () => parts.outboxDepth() + desk.refunding() };
}
