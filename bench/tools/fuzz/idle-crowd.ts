import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { ConfigError } from '../../../common/base/config.ts';
import { readProducts } from '../../lab/final-reads.ts';
import type { Lab } from '../../lab/lab.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';

/** What good callers were answered while a crowd held connections and said nothing, or half of something. */
export interface CrowdResult {
  /** Connections that the crowd opened in all; each of its members comes again when it is closed. */
  opened: number;
  orders: Heard;
  health: Heard;
  /** Everything that must not happen, in words; empty: nothing did. */
  problems: string[];
}

interface Heard {
  asked: number;
  /** Answered as they should be. */
  good: number;
  slowestMs: number;
  /** What the others were told: a status, or the name of an error; how often. */
  others: Record<string, number>;
}

const ASK_EVERY_MS = 100;
/** Whoever is not answered by then was not heard. */
const PATIENCE_MS = 5000;
const QUIESCENCE_MS = 60_000;
const SPARE_FILES = 500;

/**
 * `size` connections to every service, for `seconds`: a fifth each that says nothing, half a request line, half a header, half
 * a body, or asks once and stays. Meanwhile good callers, each on a connection of its own, place orders and ask every service
 * for its health; the crowd is a thread of its own, so that nobody waits for it but the services. Throws a ConfigError where the machine allows too few open files.
 * `door`: the address in front of all services, which then has the crowd alone.
 */
export async function idleCrowd(lab: Lab, size: number, seconds: number, door?: string): Promise<CrowdResult> {
  const urls = (door === undefined ? Object.values(lab.urls) : [door]).map((url) => new URL(url));
  requireFiles(size * urls.length + SPARE_FILES);
  const [product] = await readProducts(lab);
  const at = urls.map(({ hostname, port }) => ({ host: hostname, port: Number(port) }));
  const crowd = new Worker(new URL('./crowd-thread.ts', import.meta.url), { workerData: { at, size } });
  const came = once(crowd, 'message') as Promise<[number]>;
  const orders: Heard = { asked: 0, good: 0, slowestMs: 0, others: {} };
  const health: Heard = { asked: 0, good: 0, slowestMs: 0, others: {} };
  const order = { customer: { name: 'Ada', email: 'ada@load.example' }, items: [{ sku: product?.sku, quantity: 1 }] };
  const asking: Promise<void>[] = [];
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    asking.push(ask(orders, new URL('/orders', door ?? lab.urls['orders']), [201, 202], order));
    for (const url of urls) asking.push(ask(health, new URL('/health', url), [200]));
    await setTimeout(ASK_EVERY_MS);
  }
  await Promise.all(asking);
  crowd.postMessage('leave');
  const [opened] = await came;
  await crowd.terminate();
  const moving = await untilQuiescent(lab, QUIESCENCE_MS);
  const problems = [
    ...(opened < size * urls.length ? [`only ${opened} of ${size * urls.length} connections came about`] : []),
    ...unheard('orders', orders),
    ...unheard('requests for /health', health),
    ...moving.map((what) => `never at rest: ${what}`),
  ];
  return { opened, orders, health, problems };
}

const unheard = (what: string, { asked, good, others }: Heard) =>
  good < asked
    ? [`${asked - good} of ${asked} ${what} were not answered as they should be: ${JSON.stringify(others)}`]
    : [];

const count = ({ others }: Heard, what: string) => void (others[what] = (others[what] ?? 0) + 1);

async function ask(heard: Heard, url: URL, good: readonly number[], body?: unknown): Promise<void> {
  const began = performance.now();
  heard.asked++;
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const asked = request(url, { agent: false, method: body ? 'POST' : 'GET', headers, signal });
  try {
    asked.end(body && JSON.stringify(body));
    const [answer] = await once(asked, 'response');
    await text(answer);
    if (good.includes(answer.statusCode)) heard.good++;
    else count(heard, String(answer.statusCode));
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    count(heard, code ?? name);
  }
  heard.slowestMs = Math.max(heard.slowestMs, Math.round(performance.now() - began));
}

/** Linux tells how many files may be open; elsewhere it shows. */
function requireFiles(wanted: number): void {
  if (process.platform !== 'linux') return;
  const [, most = ''] = /Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  if (Number(most) < wanted) {
    throw new ConfigError(
      `This crowd needs ${wanted} open files and ${most} are allowed: ulimit -n ${wanted}, or a smaller --crowd.`,
    );
  }
}
