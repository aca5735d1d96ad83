import { readFile } from 'node:fs/promises';
import { InvalidArgumentError, Option } from 'commander';
import type { Guard } from '../../brokers/broker.ts';
import type { ArrivalKind } from '../../load/arrivals.ts';
import type { LoadOptions, Shard } from '../../load/load-options.ts';
import type { SecondRow } from '../../load/load-result.ts';
import { startLoad } from '../../load/run-load.ts';
import { startShards } from '../../load/shards.ts';
import { asCount, asPositive, asSome, type Register } from '../options.ts';
import { tell } from '../print.ts';
import { jsonOf } from './load-json.ts';
import { loadTable, unsoundBecause } from './load-table.ts';

/** `bench load`. */
export const loadCommand: Register = (program, finish) => {
  program
    .command('load')
    .description(
      'Puts an open-loop load on any HTTP server and tells its latencies. Every connection that is needed is opened: ' +
        'latency = send delay (the own lateness) + connection + service. Void, and exit code 2, when the generator ' +
        'was late, used more than 70% of a core or ran out of descriptors (ulimit -n).',
    )
    .requiredOption('--url <url>', 'http://host:port/path')
    .requiredOption('--rate <n>', 'requests per second', asPositive)
    .requiredOption('--duration <s>', 'seconds', asPositive)
    .addOption(
      new Option('--arrivals <kind>', 'spacing of requests').choices(['poisson', 'uniform']).default('poisson'),
    )
    .option('--body <file>', 'sent with every request')
    .option('--method <m>', 'HTTP method')
    .option('--timeout <ms>', 'a request is given up after this', asSome)
    .option('--seed <n>', 'arrivals follow from it', asCount)
    .option('--shards <n>', 'so many generators on this machine send the one schedule between them', asSome)
    .option('--shard <k/n>', 'be the k-th of n generators, on machines of their own; see load-merge', asShard)
    .option('--at <time>', 'begin then: 2026-01-31T12:00:00Z', asMoment)
    .option('--json', 'print the result as JSON on stdout', false)
    .action((options) => finish(runLoad(options)));
};

/** Options of `npm run bench -- load`, as commander hands them over: numbers already parsed. */
interface LoadCommandOptions {
  url: string;
  /** Requests per second. */
  rate: number;
  /** Seconds. */
  duration: number;
  /** Default poisson. */
  arrivals?: ArrivalKind;
  /** A file whose bytes are sent as UTF-8 text with `application/json`, or as text when it does not parse as JSON. */
  body?: string;
  /** Default GET, or POST with a body. */
  method?: string;
  /** Milliseconds; default 10,000. */
  timeout?: number;
  /** Default 1. */
  seed?: number;
  shards?: number;
  shard?: Shard;
  /** Epoch milliseconds. */
  at?: number;
  json?: boolean;
}

function asShard(text: string): Shard {
  const [, k, n] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (Number(k) >= 1 && Number(k) <= Number(n)) return { index: Number(k) - 1, of: Number(n) };
  throw new InvalidArgumentError('Expected the k-th of n: 1/3, 2/3 or 3/3.');
}

function asMoment(text: string): number {
  const ms = Date.parse(text);
  if (ms > Date.now()) return ms;
  throw new InvalidArgumentError('Expected a moment to come, such as 2026-01-31T12:00:00Z.');
}

/**
 * Open-loop load against any HTTP server. Prints a table, or with `json` one object on stdout; progress goes to stderr.
 * Ctrl-C ends it early with what was measured. Gives the exit code: 0 measured, 2 measured but void (rule 11) or nothing
 * accepted, 3 could not run.
 */
async function runLoad(options: LoadCommandOptions, guard?: Pick<Guard, 'pid' | 'forget'>) {
  const onProgress = (row: SecondRow) => void process.stderr.write(progressLine(row));
  try {
    if (options.shard && (options.shards || options.at === undefined)) {
      throw new Error('--shard goes with --at, so that all generators begin together, and not with --shards.');
    }
    const wanted = await loadOptionsOf(options);
    const hooks = guard ? { onProgress, guard } : { onProgress };
    const load = options.shards ? startShards(wanted, options.shards, hooks) : startLoad(wanted, hooks);
    const stop = () => load.stop();
    process.on('SIGINT', stop);
    const result = await load.done.finally(() => process.off('SIGINT', stop));
    process.stdout.write(options.json ? `${JSON.stringify(jsonOf(result, wanted))}\n` : loadTable(result));
    return unsoundBecause(result) === null && result.counts.accepted > 0 ? 0 : 2;
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
    return 3;
  }
}

async function loadOptionsOf(options: LoadCommandOptions): Promise<LoadOptions> {
  const { url, rate, duration, arrivals = 'poisson', timeout = 10_000 } = options;
  const body = options.body === undefined ? null : await readFile(options.body, 'utf8');
  const phase = { name: 'load', ratePerSecond: rate, seconds: duration, measured: true };
  return {
    urls: [url],
    method: (options.method ?? (body === null ? 'GET' : 'POST')).toUpperCase(),
    headers: {},
    arrivals,
    phases: [phase],
    seed: options.seed ?? 1,
    timeoutMs: timeout,
    cutOffMs: timeout,
    ...(options.shard && { shard: options.shard }),
    ...(options.at !== undefined && { beginAtMs: options.at }),
    workload: { kind: 'fixed', body, contentType: contentTypeOf(body) },
  };
}

function contentTypeOf(body: string | null): string {
  try {
    JSON.parse(body ?? '');
    return 'application/json';
  } catch {
    return 'text/plain; charset=utf-8';
  }
}

const progressLine = ({ second, phase, offered, accepted, errors, inFlight, acceptanceP50Us }: SecondRow) =>
  `${second + 1} s ${phase}: offered ${offered}, accepted ${accepted}, errors ${errors}, in flight ${inFlight}, ` +
  `p50 ${acceptanceP50Us === null ? '–' : (acceptanceP50Us / 1000).toFixed(2)} ms\n`;
