import { setTimeout } from 'node:timers/promises';
import { InvalidArgumentError } from 'commander';
import type { Order } from '../../../common/contracts/orders.ts';
import { urlsOf } from '../../lab/instances.ts';
import type { Lab } from '../../lab/lab.ts';
import { send } from '../../lab/request.ts';
import { getJson } from '../../lab/service-client.ts';
import { seededRandom } from '../../measure/random.ts';
import type { Recorder } from '../../record/recorder.ts';

const LOOK_EVERY_MS = 20;
const PAGE = 100;

/**
 * Looks for orders that are pending, draws so many of them and cancels each, until it is stopped. What it is answered is in
 * the history; a service that is dead does not answer, and then nobody knows.
 */
export function cancelOrders(lab: Pick<Lab, 'instances'>, recorder: Recorder, seed: number, share: number) {
  const random = seededRandom(seed, 'who cancels');
  const seen = new Set<string>();
  const asking: Promise<void>[] = [];
  let stopping = share === 0;

  async function cancel(url: string, orderId: string): Promise<void> {
    recorder.note('cancel-order', 'invoke', orderId, null);
    try {
      const { status } = await send<Order>('PUT', `${url}/orders/${orderId}/cancel`, {});
      const type = status === 200 ? 'ok' : status === 409 ? 'fail' : 'info';
      recorder.note('cancel-order', type, orderId, { status });
    } catch (error) {
      recorder.note('cancel-order', 'info', orderId, { error: (error as Error).name });
    }
  }

  async function look(): Promise<void> {
    while (!stopping) {
      for (const url of urlsOf(lab, 'orders')) {
        const page = await getJson<{ orders: Order[] }>(`${url}/orders?status=pending&limit=${PAGE}`).catch(() => null);
        for (const { orderId } of page?.orders ?? []) {
          if (seen.has(orderId)) continue;
          seen.add(orderId);
          if (random() < share) asking.push(cancel(url, orderId));
        }
      }
      await setTimeout(LOOK_EVERY_MS);
    }
  }

  const looking = look();
  return {
    async stop(): Promise<void> {
      stopping = true;
      await looking;
      await Promise.all(asking);
    },
  };
}

/** A share of 1, such as 0.2. */
export function asShare(text: string): number {
  const share = /^(0(\.\d+)?|1)$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(share)) throw new InvalidArgumentError('Expected a share from 0 to 1, such as 0.2.');
  return share;
}
