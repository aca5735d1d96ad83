import { setTimeout } from 'node:timers/promises';
import type { Order } from '../../../common/contracts/orders.ts';
import type { Lab } from '../../lab/lab.ts';
import { getJson } from '../../lab/service-client.ts';

const STANDS_MS = 2000;

/**
 * Waits until no new order appears. Requests that nobody has accepted yet move without being an order of any status; read
 * now, one of them would be seen by some services and not by others.
 */
export async function untilNewestStands(lab: Lab, deadlineMs: number): Promise<void> {
  const newest = async () =>
    (await getJson<{ orders: Order[] }>(`${lab.urls['orders']}/orders?limit=1`)).orders[0]?.orderId;
  const deadline = Date.now() + deadlineMs;
  for (let last = await newest(); Date.now() < deadline; ) {
    await setTimeout(STANDS_MS);
    const now = await newest();
    if (now === last) return;
    last = now;
  }
}
