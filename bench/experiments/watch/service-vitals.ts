import { setTimeout } from 'node:timers/promises';
import { sumOf } from '../../../common/observe/metrics-reader.ts';
import { shownAt } from '../../../common/observe/shown-at.ts';
import type { Lab } from '../../lab/lab.ts';
import { nowUs } from '../../record/recorder.ts';
import type { ProcessUse, SeriesRow } from '../../record/run-file.ts';

/** Telling its metrics takes a service 2 to 4 ms: once a second would be seen in its latencies. */
const EVERY_MS = 5000;
/** The delay is measured by a timer of 10 ms, and told with those 10 ms in it. */
const TIMER_MS = 10;

/** Who else asks the services for their metrics, and when. */
interface Asking {
  after?: Promise<unknown>;
  othersAsk?: boolean;
}

interface Look {
  delayP99Ms: number;
  activeSeconds: number;
  idleSeconds: number;
  commits: number;
}

/** Of one service over a window: figures of its own metrics; null where it was restarted or did not answer. */
type Vitals = Pick<ProcessUse, 'eventLoopDelayP99Ms' | 'eventLoopUtilisation' | 'commits'>;

/**
 * Event loop and commits of every service, from its own metrics, every 5 s until `stop`. The delay is told for the time
 * since it was last asked, by anybody, so the figure of the window is the worst p99 of any 5 s of it. Who asks at the same time
 * takes that from the other: nothing is asked before `after`, the last look of the window before, and where others ask
 * meanwhile there is no delay.
 */
export function watchVitals(lab: Lab, trial: string, startUs: number, { after, othersAsk = false }: Asking = {}) {
  const looks = lab.instances.map(({ process, url }) => ({ process, url, seen: [] as Look[] }));
  const rows: SeriesRow[] = [];
  const ended = new AbortController();

  async function lookAtAll(): Promise<void> {
    for (const { process, url, seen } of looks) {
      const look = await lookAt(url).catch(() => null); // it may be down
      if (!look) continue;
      seen.push(look);
      const second = Math.round((nowUs() - startUs) / 1e6);
      if (seen.length < 2 || othersAsk) continue;
      rows.push({ trial, second, metric: 'event-loop-delay-ms', process, value: look.delayP99Ms });
    }
  }

  const loop = (async () => {
    await after;
    await lookAtAll();
    while (!ended.signal.aborted) {
      await setTimeout(EVERY_MS, null, { signal: ended.signal }).catch(() => {});
      await lookAtAll();
    }
  })();

  return {
    rows,
    async stop(): Promise<Map<string, Vitals>> {
      ended.abort();
      await loop;
      const noDelay = othersAsk ? { eventLoopDelayP99Ms: null } : {};
      return new Map(looks.map(({ process, seen }) => [process, { ...vitalsOf(seen), ...noDelay }]));
    },
  };
}

async function lookAt(url: string): Promise<Look> {
  const response = await fetch(`${url}/metrics`, { headers: await shownAt(url), signal: AbortSignal.timeout(2000) });
  if (!response.ok) throw new Error(`${url}/metrics answered ${response.status}.`);
  const text = await response.text();
  const delayMs = sumOf(text, 'nodejs_eventloop_lag_p99_seconds') * 1000 - TIMER_MS;
  return {
    delayP99Ms: Math.round(Math.max(0, delayMs) * 100) / 100,
    activeSeconds: sumOf(text, 'eventloop_active_seconds_total'),
    idleSeconds: sumOf(text, 'eventloop_idle_seconds_total'),
    commits: sumOf(text, 'store_commits_total'),
  };
}

function vitalsOf(seen: readonly Look[]): Vitals {
  const [first, ...later] = seen;
  const last = later.at(-1);
  const restarted = seen.some((look, index) => look.activeSeconds < (seen[index - 1]?.activeSeconds ?? 0));
  if (!first || !last || restarted) return { eventLoopDelayP99Ms: null, eventLoopUtilisation: null, commits: null };
  const active = last.activeSeconds - first.activeSeconds;
  const idle = last.idleSeconds - first.idleSeconds;
  return {
    eventLoopDelayP99Ms: Math.max(...later.map(({ delayP99Ms }) => delayP99Ms)),
    eventLoopUtilisation: active + idle > 0 ? Math.round((active / (active + idle)) * 1000) / 1000 : null,
    commits: last.commits - first.commits,
  };
}
