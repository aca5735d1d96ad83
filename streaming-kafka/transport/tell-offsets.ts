import type { Log } from '../../common/observe/log.ts';
import { clientPolicy } from '../topology.ts';

interface Offset {
  topic: string;
  partition: number;
  offset: string;
}

/**
 * Tells the broker how far a consumer is, of all its partitions together, a moment after the store knows: a batch need not
 * wait for it. Whoever joins next begins up to so much earlier, and finds in the inbox what was applied.
 */
export function createOffsets(log: Log, commit: (offsets: Offset[]) => Promise<void>) {
  const waiting = new Map<string, Offset>();
  let membership = 0;
  let timer: NodeJS.Timeout | null = null;
  let failing = false;

  async function tell(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    const offsets = [...waiting.values()];
    if (offsets.length === 0) return;
    waiting.clear();
    const before = membership;
    try {
      await commit(offsets);
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ err: error }, 'the broker does not take the offsets now; they are told again');
      failing = true;
      if (membership === before) for (const one of offsets) wait(one, false);
    }
  }

  function wait(one: Offset, isNewer: boolean): void {
    const name = `${one.topic}/${one.partition}`;
    if (isNewer || !waiting.has(name)) waiting.set(name, one);
    timer ??= setTimeout(() => void tell(), clientPolicy.tellAfterMs);
  }

  return {
    /** For one partition, as long as this membership of the group lasts: afterwards it may be another's. */
    teller(topic: string, partition: number): (offset: bigint) => void {
      const since = membership;
      return (offset) => {
        if (membership === since) wait({ topic, partition, offset: String(offset) }, true);
      };
    },
    /** All that wait, now. */
    tell,
    joined(): void {
      membership++;
      waiting.clear();
    },
  };
}
