import type { Delivery, Notification } from '../../common/contracts/notifications.ts';
import type { Order } from '../../common/contracts/orders.ts';
import type { Payment } from '../../common/contracts/payments.ts';
import type { Product, StockMovement } from '../../common/contracts/products.ts';
import { parkedAnswers, readMessages } from '../../common/operator/store-reader.ts';
import type { FinalReads, LogPosition, OwedAnswers } from '../record/history.ts';
import type { Lab } from './lab.ts';
import { readMailbox } from './mail/mail.ts';
import { readProvider } from './provider/provider.ts';
import { serviceBehind } from './service-behind.ts';
import { getAll, getJson } from './service-client.ts';
import { readBooks } from './warehouse/warehouse.ts';

export const readProducts = async (lab: Lab): Promise<Product[]> =>
  (await getJson<{ products: Product[] }>(`${lab.urls['inventory']}/products`)).products;

/** Everything the checkers look at, read through the public APIs, the broker and, for inbox and outbox, the stores. */
export async function finalReads(
  lab: Lab,
  catalogue: Product[],
  stillMoving: string[],
  callers: Omit<OwedAnswers, 'parked'> | null = null,
): Promise<FinalReads> {
  const { urls, operator, mode, running } = lab;
  await lab.containers?.fetchStores();
  const backlog = mode.medium.kind === 'queues' ? await operator.backlog() : null;
  return {
    quiescent: stillMoving.length === 0,
    stillMoving,
    catalogue,
    products: await readProducts(lab),
    movements: await getAll<StockMovement>(`${urls['inventory']}/stock-movements`, 'movements', 'after'),
    orders: await getAll<Order>(`${urls['orders']}/orders`, 'orders', 'cursor'),
    notifications: await getAll<Notification>(`${urls['notifications']}/notifications`, 'notifications', 'after'),
    parked: (await operator.parked()).map((each) => ({
      role: serviceBehind(lab, each.consumer)?.role ?? null,
      ...each,
    })),
    messages:
      mode.medium.kind !== 'calls'
        ? await Promise.all(
            (lab.services ?? mode.services).map(async ({ role, name }) => ({
              role,
              service: name,
              ...(await readMessages(running.dataFolder, role, running.settings.LAB_PAYMENT)),
            })),
          )
        : null,
    log: (await operator.positions?.())?.flatMap((each) => withRole(lab, each)) ?? null,
    records: (await operator.records?.()) ?? null,
    queues:
      backlog?.map(({ consumer, waiting, unacknowledged }) => ({ queue: consumer, ready: waiting, unacknowledged })) ??
      null,
    answers: callers && { ...callers, parked: await parkedAnswers(running.dataFolder) },
    warehouse: await picksIn(urls['warehouse']),
    ...(await moneyIn(urls)),
    mail: await mailIn(lab),
  };
}

async function mailIn({ urls }: Lab): Promise<NonNullable<FinalReads['mail']> | null> {
  if (urls['mail'] === undefined) return null;
  const parked = await getAll<Delivery>(`${urls['notifications']}/deliveries`, 'deliveries', 'after');
  return {
    mails: (await readMailbox(urls['mail'])).map(({ subject: _subject, ...mail }) => mail),
    parked: parked.flatMap(({ notificationId, state, reason = '' }) =>
      state === 'parked' ? [{ notificationId, reason }] : [],
    ),
  };
}

/** What the provider has in its ledger and the payment service in its rows; nothing where orders are not paid. */
async function moneyIn({ provider, payments }: Record<string, string>): Promise<Pick<FinalReads, 'money'>> {
  if (provider === undefined || payments === undefined) return {};
  const { entries } = await readProvider(provider);
  return { money: { entries, payments: await getAll<Payment>(`${payments}/payments`, 'payments', 'after') } };
}

async function picksIn(warehouseUrl: string | undefined): Promise<NonNullable<FinalReads['warehouse']> | null> {
  if (warehouseUrl === undefined) return null;
  const { orders } = await readBooks(warehouseUrl);
  return Object.entries(orders).map(([orderId, pick]) => ({ orderId, ...pick }));
}

function withRole(lab: Lab, position: Omit<LogPosition, 'role'>): LogPosition[] {
  const service = serviceBehind(lab, position.group);
  return service ? [{ role: service.role, ...position }] : [];
}
