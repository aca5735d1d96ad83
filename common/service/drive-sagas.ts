import type { Settings } from '../base/config.ts';
import { crashPoint } from '../base/crash-point.ts';
import type { LabEventType } from '../contracts/payments.ts';
import type { Message } from '../messaging/inbox.ts';
import type { Outbox } from '../messaging/outbox.ts';
import { findSagas, updateSagas } from '../store/saga-store.ts';
import type { Tx } from '../store/store.ts';
import type { EventTo } from '../workflow/message-table.ts';
import { advanceSaga } from '../workflow/saga.ts';

type Heard = Message<EventTo<'orders'>>;
type Deciding = Extract<EventTo<'orders'>, { data: { customer: unknown } }>;

/** What decides an order, of a batch that a driver heard: the others move its saga on. What follows is stored with it. */
export async function driveSagas(
  tx: Tx,
  outbox: Outbox,
  messages: readonly Heard[],
  undoes: boolean,
): Promise<Heard[]> {
  const sagas = await findSagas(tx, [...new Set(messages.map(({ event }) => event.subject))]);
  const changed = new Set<string>();
  const deciding: Heard[] = [];
  for (const message of messages) {
    const { event } = message;
    const saga = sagas.get(event.subject);
    const next = saga && advanceSaga(saga, event, undoes);
    if (!next) continue;
    sagas.set(event.subject, next.saga);
    changed.add(event.subject);
    if (next.settles) deciding.push(message);
    await outbox.add(
      tx,
      next.told.map((told) => ({ ...told, causedBy: event })),
    );
  }
  await updateSagas(
    tx,
    [...changed].flatMap((orderId) => sagas.get(orderId) ?? []),
  );
  return deciding;
}

/** Whether it says what an order costs or why it is refused: then it must be about the order that was placed. */
export const isDeciding = (event: EventTo<'orders'>): event is Deciding => 'customer' in event.data;

/** For fault tests: where the order service may die around what it hears of a payment. */
export function crashAround(
  tx: Tx,
  settings: Pick<Settings, 'LAB_CRASH_POINT' | 'LAB_PAYMENT'>,
  type: LabEventType,
): void {
  if (settings.LAB_PAYMENT === 'off') return;
  if (type === 'InventoryReserved') crashPoint(settings, 'before-pay');
  if (type === 'PaymentCaptured' || type === 'PaymentFailed') crashPoint(settings, 'after-pay');
  if (type === 'PaymentFailed') tx.afterCommit(() => crashPoint(settings, 'before-undo'));
  if (type === 'StockReleased' || type === 'PaymentRefunded') crashPoint(settings, 'after-undo');
}
