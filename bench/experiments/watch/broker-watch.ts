import { setTimeout } from 'node:timers/promises';
import type { Lab } from '../../lab/lab.ts';
import { isOfAbsent, serviceBehind } from '../../lab/service-behind.ts';
import { nowUs } from '../../record/recorder.ts';
import type { SeriesRow } from '../../record/run-file.ts';

const EVERY_MS = 500;

/** What waits in the broker, as the broker tells it, until `stop`. */
export function watchBroker(lab: Lab, trial: string, startUs: number) {
  const rows: SeriesRow[] = [];
  const ended = new AbortController();
  const loop = (async () => {
    while (!ended.signal.aborted) {
      const depths = await lab.operator.backlog().catch(() => null); // a killed broker tells nothing
      const second = Math.round((nowUs() - startUs) / 1e5) / 10;
      for (const { consumer, waiting, unacknowledged } of depths ?? []) {
        if (isOfAbsent(lab, consumer)) continue;
        const process = serviceBehind(lab, consumer)?.name ?? consumer;
        rows.push({ trial, second, metric: 'broker-backlog', process, value: waiting + unacknowledged });
      }
      await setTimeout(EVERY_MS, null, { signal: ended.signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      ended.abort();
      await loop;
      return rows;
    },
  };
}
