import { setTimeout } from 'node:timers/promises';
import { counted } from '../../lab/instances.ts';
import type { Lab } from '../../lab/lab.ts';
import { serviceBehind } from '../../lab/service-behind.ts';
import { nowUs } from '../../record/recorder.ts';
import type { DrainEvidence, SeriesRow } from '../../record/run-file.ts';
import type { ReplaySize } from '../plan/profiles.ts';
import { flowOf, POLL_MS, type Poll } from './flow.ts';

const DRAIN_DEADLINE_MS = 300_000;

interface Sample {
  second: number;
  broker: number;
  services: number;
}

/**
 * Watches what waits before inventory, twice over: as the broker tells it, and as the services' own counters do
 * (published by orders minus handled by inventory). `lift` starts inventory again without its throttle and waits
 * until nothing is left.
 */
export function watchLag(lab: Lab, startUs: number) {
  const samples: Sample[] = [];
  const { operator, running } = lab;
  /** A restarted service counts from 0 again: what earlier lives handled. */
  let handledBefore = 0;
  let ended = false;

  async function look(): Promise<void> {
    const backlog = await operator.backlog();
    const published = await counted(lab, 'messages_published_total', 'orders');
    const handled = handledBefore + (await counted(lab, 'messages_handled_total', 'inventory'));
    const own = backlog.find(({ consumer }) => serviceBehind(lab, consumer)?.role === 'inventory');
    if (!own) return;
    const second = Math.round((nowUs() - startUs) / 1e5) / 10;
    samples.push({ second, broker: own.waiting + own.unacknowledged, services: Math.max(0, published - handled) });
  }

  const watching = (async () => {
    while (!ended) {
      await look().catch(() => {}); // inventory is being restarted
      await setTimeout(POLL_MS);
    }
  })();

  return {
    /** The age of the oldest order is known only when all are finished: it is left 0 here. */
    async lift({ orders, throttlePerSecond }: ReplaySize) {
      const handled = await counted(lab, 'messages_handled_total', 'inventory');
      await running.stop('inventory');
      handledBefore = handled; // not sooner: until then it still answers for itself
      const began = performance.now();
      const liftedSecond = Math.round((nowUs() - startUs) / 1e5) / 10;
      await running.start('inventory');
      const deadline = began + DRAIN_DEADLINE_MS;
      const polls: Poll[] = [];
      const poll = async () => {
        const handled = await counted(lab, 'messages_handled_total', 'inventory').catch(() => null);
        if (handled !== null) polls.push({ at: performance.now(), handled });
      };
      while ((samples.at(-1)?.broker ?? 0) > 0 && performance.now() < deadline) {
        await poll();
        await setTimeout(POLL_MS);
      }
      await poll(); // what was handled since is seen as well
      const flow = flowOf(polls);
      const isDrained = (samples.at(-1)?.broker ?? 0) === 0;
      const secondsTo = (at = performance.now()) => Math.round((at - began) / 10) / 100;
      ended = true;
      await watching;
      const lagPeak = Math.max(0, ...samples.map(({ broker }) => broker));
      const evidence: DrainEvidence = {
        orders,
        throttlePerSecond,
        lagPeak,
        liftedSecond,
        oldestPeakMs: 0,
        drainSeconds: secondsTo(isDrained ? flow?.lastAt : undefined),
        drainedPerSecond: flow?.perSecond ?? null,
        startUpSeconds: secondsTo(flow?.firstAt),
        samples,
      };
      const rows = (trial: string): SeriesRow[] =>
        samples.map(({ second, broker }) => ({
          trial,
          second,
          metric: 'broker-backlog',
          process: 'inventory-service',
          value: broker,
        }));
      return { evidence, rows };
    },
  };
}
