import type { Settings } from '../base/config.ts';
import { claimSchema } from '../messaging/claims.ts';
import { createDeliveries, type Deliveries, type Provider } from '../messaging/deliveries.ts';
import { deliverySchema } from '../store/delivery-store.ts';
import type { Store } from '../store/store.ts';
import type { ServiceContext } from './run-service.ts';

type MailSettings = Pick<Settings, 'LAB_SMTP_URL'>;

/** The tables that deliveries need; none where nothing is delivered. */
export const deliveryTables = ({ LAB_SMTP_URL: url }: MailSettings): string =>
  url === undefined ? '' : deliverySchema + claimSchema;

/** Stands in for whoever sends text messages: it takes them all, and none arrives. */
const simulatedSms: Provider = { send: async () => {}, close() {} };

/** Null without a mail server: then notifications are recorded, and that is all. */
export async function deliveriesOf(
  { settings, log, metrics }: ServiceContext,
  store: Store,
): Promise<Deliveries | null> {
  if (settings.LAB_SMTP_URL === undefined) return null;
  const { mailProvider } = await import('./mail-provider.ts'); // its client costs a service that has none nothing
  const providers = { email: mailProvider(settings.LAB_SMTP_URL), sms: simulatedSms };
  return createDeliveries(store, providers, { log, metrics });
}

/** How long those under way may take when a service ends. */
const STOP_MS = 2000;

/** What ends with a notification service before its store is closed. */
export async function endDelivering(deliveries: Deliveries | null, settle: () => Promise<void>): Promise<void> {
  await deliveries?.stop(STOP_MS);
  await settle();
}
