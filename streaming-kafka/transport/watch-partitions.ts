import type { Log } from '../../common/observe/log.ts';
import type { Metrics } from '../../common/observe/metrics.ts';
import { clientPolicy } from '../topology.ts';
import type { FetchedBatch } from './mended-client.ts';

/**
 * What every answer tells of a partition, also one without records: how far its consumer is behind, and whether it stands
 * before the open transaction of another producer, which holds back everything that came after it.
 */
export function watchPartitions(log: Log, metrics: Metrics) {
  const standing = new Map<string, { sinceMs: number; isTold: boolean }>();
  const isLong = ({ sinceMs }: { sinceMs: number }) => Date.now() - sinceMs > clientPolicy.openTransactionMs;
  return {
    /** `next`: the offset of the first record that is not handled yet. */
    look({ topic, partition, highWatermark, lastStableOffset }: FetchedBatch, next: bigint): void {
      const end = BigInt(highWatermark);
      metrics.lag.labels({ topic, partition }).set(Number(end - next));
      const name = `${topic}/${partition}`;
      if (next >= end || next < BigInt(lastStableOffset)) standing.delete(name);
      else if (!standing.has(name)) standing.set(name, { sinceMs: Date.now(), isTold: false });
      const here = standing.get(name);
      if (!here || here.isTold || !isLong(here)) return;
      here.isTold = true;
      log.error(
        { topic, partition, offset: String(next) },
        'an open transaction of another producer holds up a partition',
      );
    },
    /** Which partition has been standing for long; null: none. */
    heldUp: (): string | null => [...standing].find(([, one]) => isLong(one))?.[0] ?? null,
    /** The partitions may be others now. */
    joined(): void {
      metrics.lag.reset();
      standing.clear();
    },
  };
}
