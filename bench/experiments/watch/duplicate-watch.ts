import { setTimeout } from 'node:timers/promises';
import { readGauge } from '../../../common/observe/metrics-reader.ts';
import type { Lab } from '../../lab/lab.ts';

const METRIC = 'messages_duplicate_total';
const EVERY_MS = 1000;

/**
 * Counts, until `stop`, the deliveries and calls that the services recognised as repeated. A restarted service begins at
 * 0: what it had counted is added up, but for the last second before it was killed.
 */
export function watchDuplicates({ instances }: Pick<Lab, 'instances'>): { stop(): Promise<number> } {
  const counts = instances.map(({ url }) => ({ url, count: lastingCount() }));
  const ended = new AbortController();
  const look = () =>
    Promise.all(
      counts.map(async ({ url, count }) => {
        const value = await readGauge(url, METRIC).catch(() => null); // it is away
        if (value !== null) count.see(value);
      }),
    );
  const watching = (async () => {
    while (!ended.signal.aborted) {
      await look();
      await setTimeout(EVERY_MS, null, { signal: ended.signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      ended.abort();
      await watching;
      await look();
      return counts.reduce((sum, { count }) => sum + count.total(), 0);
    },
  };
}

/** A counter whose owner may die and begin again: what each of its lives had come to. */
export function lastingCount() {
  let earlier = 0;
  let last = 0;
  return {
    see(value: number): void {
      if (value < last) earlier += last;
      last = value;
    },
    total: (): number => earlier + last,
  };
}
