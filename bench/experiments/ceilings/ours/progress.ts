import { setTimeout } from 'node:timers/promises';
import { asWritten, watchNumber } from '../../../../common/store/inspector.ts';
import { nowUs } from '../../../record/recorder.ts';

const LOOK_EVERY_MS = 5;
const DEADLINE_MS = 60_000;

/** A rate and the stretch of the monotonic clock, in microseconds, in which it was seen. */
export interface Stretch {
  perSecond: number;
  fromUs: number;
  toUs: number;
}

/** How far the order service has come with its outbox, which held so many events; read from its store and not asked of it. */
export const publishedOf = (dataFolder: string, events: number) =>
  watchNumber(dataFolder, 'orders', `SELECT COALESCE(MIN(seq) - 1, ${events}) FROM outbox WHERE sent_at IS NULL`);

/** How many messages the inventory service has applied. */
export const handledIn = (dataFolder: string) =>
  watchNumber(dataFolder, 'inventory', `SELECT MAX(${asWritten}) FROM inbox`);

/** The rate at which `read` goes from `from` to `to`. Throws when it does not get there in time. */
export async function rateBetween(read: () => Promise<number>, from: number, to: number): Promise<Stretch> {
  const deadline = performance.now() + DEADLINE_MS;
  let start: { at: number; us: number } | null = null;
  for (;;) {
    const at = await read();
    const us = nowUs();
    if (!start && at >= from) start = { at, us };
    if (start && at >= to && us > start.us) {
      return { perSecond: ((at - start.at) * 1e6) / (us - start.us), fromUs: start.us, toUs: us };
    }
    if (performance.now() > deadline) throw new Error(`came to ${at} of ${to} in ${DEADLINE_MS / 1000} s`);
    await setTimeout(LOOK_EVERY_MS);
  }
}
