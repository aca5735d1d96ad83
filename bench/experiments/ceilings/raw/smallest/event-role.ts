import type { PlaceOrder } from '../../../../../common/contracts/orders.ts';
import { gathered } from '../gathered.ts';
import { type Kept, openInventory, openNotifications, openOrders, type Tier } from './rows.ts';
import { serve, together } from './serve.ts';

export interface EventMedium {
  /** Batches that may be sent before the first of them is confirmed. */
  window: number;
  /** Resolves when the broker has confirmed them all. */
  send(batch: readonly Kept[]): Promise<unknown>;
  /** Hands over batch after batch; acknowledges each as a whole after `handle` has returned. */
  consume(handle: (batch: never[]) => void): Promise<void>;
}

/** One service of a smallest event workflow: a batch is handled in one commit, then acknowledged; what it wrote is sent, then marked. */
export async function serveRole(
  role: 'orders' | 'inventory' | 'notifications',
  [folder, tier]: [folder: string, tier: Tier],
  { window, send, consume }: EventMedium,
): Promise<void> {
  const publisher = ({ markSent, unsent }: { markSent(sent: readonly Kept[]): void; unsent(): Kept[] }) => {
    const publish = gathered<Kept>(async (batch) => {
      await send(batch);
      markSent(batch);
    }, window);
    publish(unsent()); // of an earlier life
    return publish;
  };
  if (role === 'inventory') {
    const store = openInventory(folder, tier);
    const publish = publisher(store);
    await consume((batch) => publish(store.reserve(batch)));
    return serve({});
  }
  if (role === 'notifications') {
    const store = openNotifications(folder, tier, true);
    const publish = publisher(store);
    await consume((batch) => publish(store.record(batch)));
    return serve({ 'GET /completions': async () => [200, store.completions] });
  }
  const store = openOrders(folder, tier);
  const publish = publisher(store);
  const accept = together((requests: readonly PlaceOrder[]) => {
    const kept = store.accept(requests);
    publish(kept);
    return kept;
  });
  await consume(store.settle);
  return serve({
    async 'POST /orders'(request: PlaceOrder) {
      const { event } = await accept(request);
      const { subject: orderId, time } = event;
      return [202, { orderId, status: 'pending', ...request, createdAt: time, updatedAt: time, version: 1 }];
    },
  });
}
