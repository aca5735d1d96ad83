import { setTimeout } from 'node:timers/promises';
import type { Notification } from '../../../common/contracts/notifications.ts';
import type { Product } from '../../../common/contracts/products.ts';
import { startOrderLoad } from '../../experiments/trial/order-load.ts';
import type { Lab } from '../../lab/lab.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import { getAll } from '../../lab/service-client.ts';
import type { Session } from '../../lab/session.ts';
import type { Operation } from '../../record/history.ts';

const FIRST_RATE = 300;
const MOST_RATE = 4800;
const SECONDS = 4;
const QUIESCENCE_MS = 60_000;
const PAUSE_MS = 500;
/** So much more must be offered than is completed, or it was not too much. */
const CLEARLY_MORE = 1.25;

/**
 * Orders per second that a mode completes while more are offered than it can: rates are doubled until that is so. In an
 * event mode the backlog they leave is worked off before this returns. It is no sustainable rate under a latency bound,
 * but what the machine gives at most, measured in seconds.
 */
export async function saturatedRate(
  session: Session,
  lab: Lab,
  { prefix, seed, catalogue }: { prefix: string; seed: number; catalogue: Product[] },
): Promise<{ ratePerSecond: number; operations: Operation[] }> {
  const operations: Operation[] = [];
  for (let rate = FIRST_RATE; ; rate *= 2) {
    const known = (await notifications(lab)).length;
    const phases = [{ name: 'probe', ratePerSecond: rate, seconds: SECONDS, measured: true }];
    const probe = { trial: prefix, prefix: `${prefix}-probe-${rate}`, phases, seed, catalogue };
    const load = startOrderLoad(session, lab, probe);
    await load.run.done;
    await untilQuiescent(lab, QUIESCENCE_MS);
    operations.push(...load.operations());
    const completed = completedPerSecond((await notifications(lab)).slice(known));
    if (rate > completed * CLEARLY_MORE || rate >= MOST_RATE) return { ratePerSecond: completed, operations };
    await setTimeout(PAUSE_MS);
  }
}

const notifications = (lab: Lab) =>
  getAll<Notification>(`${lab.urls['notifications']}/notifications`, 'notifications', 'after');

function completedPerSecond(recorded: readonly Notification[]): number {
  const times = recorded.filter(({ orderId }) => orderId).map(({ recordedMonotonicNs: ns }) => ns);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1e9;
  return times.length < 2 ? 0 : Math.round(times.length / seconds);
}
