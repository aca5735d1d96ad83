import type { Throttle } from '../../common/messaging/throttle.ts';
import { clientPolicy } from '../topology.ts';
import { createLanes } from './lanes.ts';
import type { FetchedBatch } from './mended-client.ts';
import type { FetchedRecord } from './record-set.ts';
import { createWatermark, type Watermark } from './watermark.ts';

/** What one fetched batch is taken with. */
interface Taking {
  /** Resolves when the effect of this record is committed, or it is parked. Throws when it must be read again. */
  work(raw: FetchedRecord, goOn: () => boolean): Promise<void>;
  goOn(): boolean;
  heartbeat(): Promise<void>;
  /** From here on the client fetches next. */
  resolveOffset(last: string): void;
  /** Up to here the broker may be told that all is done. */
  tell(reached: bigint): void;
}

/** The records of one partition, as long as one membership lasts and nothing goes wrong. */
interface Reading {
  mark: Watermark;
  failure: { error: unknown } | null;
}

/**
 * Record by record, many at once: those of one key one after the other, and no key waits for another one.
 *
 *   partition ─▶ records in their order ─▶ lanes, one per key, at most `atOnce` at work ─▶ finished, in any order
 *       ▲                                                                                        │
 *       └── from the watermark on, when something fails or another member takes over ◀── told ◀── watermark
 *
 * The client fetches on while work is under way: what it was given is not what is told.
 */
export function inLanes(atOnce: number, throttle: Throttle, beatMs: number) {
  const lanes = createLanes(atOnce);
  const readings = new Map<string, Reading>();

  function readingOf({ topic, partition, fetchedOffset }: FetchedBatch): Reading {
    const name = `${topic}/${partition}`;
    const known = readings.get(name);
    if (known) return known;
    const reading: Reading = { mark: createWatermark(BigInt(fetchedOffset)), failure: null };
    readings.set(name, reading);
    return reading;
  }

  return {
    /** The offset of the first record of its partition that is not handled. */
    reachedIn: (batch: FetchedBatch): bigint => readingOf(batch).mark.reached(),

    /** Resolves when all of it has a place in the lanes. Throws what an earlier record failed with: then from there again. */
    async take(batch: FetchedBatch, { work, goOn, heartbeat, resolveOffset, tell }: Taking): Promise<void> {
      const name = `${batch.topic}/${batch.partition}`;
      const reading = readingOf(batch);
      const { mark } = reading;
      const isCurrent = () => readings.get(name) === reading && reading.failure === null && goOn();
      const begin = (end: bigint) => {
        const finish = mark.begin(end);
        return () => {
          finish();
          if (readings.get(name) === reading) tell(mark.reached());
        };
      };
      const end = BigInt(batch.lastOffset()) + 1n;
      if (batch.messages.length === 0 && end > BigInt(batch.fetchedOffset) && isCurrent()) {
        begin(end)(); // what lies there is nobody's
        resolveOffset(batch.lastOffset());
      }
      for (const raw of batch.messages) {
        while (isCurrent() && !(lanes.hasRoom() && mark.ahead() < clientPolicy.mostAhead)) {
          await lanes.change(beatMs);
          await heartbeat();
        }
        if (!isCurrent()) break;
        const finish = begin(raw === batch.messages.at(-1) ? end : BigInt(raw.offset) + 1n);
        lanes.add(String(raw.key ?? ''), () =>
          work(raw, isCurrent).then(finish, (error: unknown) => {
            reading.failure ??= { error };
          }),
        );
        resolveOffset(raw.offset);
        await throttle.pause(1);
      }
      if (!reading.failure || readings.get(name) !== reading || !goOn()) return;
      readings.delete(name);
      resolveOffset(String(mark.reached() - 1n));
      throw reading.failure.error;
    },

    /** The partitions may be others now: whatever is under way tells nothing any more. */
    joined: (): void => readings.clear(),
    idle: lanes.idle,
  };
}

export type InLanes = ReturnType<typeof inLanes>;
