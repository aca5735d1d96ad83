import { ConfigError } from '../common/base/config.ts';
import { paymentService } from '../common/service/payment-service.ts';
import { runService } from '../common/service/run-service.ts';
import { asyncApiOf } from './topology.ts';
import { createTransport } from './transport.ts';

/** Consumes what asks for money or asks for it back, asks the provider, and tells what came of it. */
await runService('payment-service', async (context) => {
  const transport = createTransport(context);
  const { topology } = transport;
  const { payments } = topology;
  if (!payments) throw new ConfigError('LAB_PAYMENT is off: nothing is paid.');
  return paymentService(context, {
    consumes: (handle, atOnce) => transport.consume(payments, handle, atOnce),
    transport,
    asyncapi: asyncApiOf(topology),
  });
});
