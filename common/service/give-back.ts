import type { Settings } from '../base/config.ts';
import { crashPoint } from '../base/crash-point.ts';
import type { Message } from '../messaging/inbox.ts';
import type { Outbox } from '../messaging/outbox.ts';
import { noteReleased, releasedAmong, releaseHeld } from '../store/stock-store.ts';
import type { Tx } from '../store/store.ts';
import type { EventTo } from '../workflow/message-table.ts';

type Heard = Message<EventTo<'inventory'>>;
type Placed = Message<Extract<EventTo<'inventory'>, { type: 'OrderPlaced' }>>;

const isPlaced = (message: Heard): message is Placed => message.event.type === 'OrderPlaced';

/** Those of a batch that ask for stock. Where orders are paid, the others gave it back, and who comes after them gets none. */
export async function withoutReleased(
  tx: Tx,
  outbox: Outbox,
  settings: Settings,
  messages: readonly Heard[],
): Promise<Placed[]> {
  if (settings.LAB_PAYMENT === 'off') return messages.filter(isPlaced);
  if (!settings.LAB_WITHOUT.includes('compensation')) {
    for (const { event } of messages) if (event.type !== 'OrderPlaced') await giveBack(tx, outbox, settings, event);
  }
  const placed = messages.filter(isPlaced);
  const gone = await releasedAmong(
    tx,
    placed.map(({ event }) => event.subject),
  );
  return placed.filter(({ event }) => !gone.has(event.subject));
}

/** What the order holds goes back, and a tombstone stays for a reserve that is yet to come. */
async function giveBack(tx: Tx, outbox: Outbox, settings: Settings, event: Exclude<Heard, Placed>['event']) {
  crashPoint(settings, 'before-release');
  const { orderId } = event.data;
  await noteReleased(tx, orderId);
  await releaseHeld(tx, orderId);
  if (event.type === 'ReleaseRequested') {
    await outbox.add(tx, [{ type: 'StockReleased', data: { orderId }, causedBy: event }]);
  }
  tx.afterCommit(() => crashPoint(settings, 'after-release'));
}
