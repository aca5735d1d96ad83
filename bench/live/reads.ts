import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SteadyReader } from '../../common/store/steady-reader.ts';
import { worst } from '../checkers/judge.ts';
import { getJson } from '../lab/service-client.ts';
import { readFileIn } from '../record/folder-files.ts';
import { readRunFile } from '../record/read-run-file.ts';
import { compareMarkdown } from '../tools/compare/compare-markdown.ts';
import { compareRuns } from '../tools/compare/compare-runs.ts';
import { traceOf } from '../tools/trace/trace-of.ts';
import type { LiveLab } from './live-lab.ts';
import type { Run, Story } from './protocol/reads.ts';
import type { Read } from './server/live-server.ts';
import { Refusal } from './server/refusal.ts';

/** What the page reads of the lanes when somebody looks: the services themselves are asked, as any client would. */
export function laneReads(lab: LiveLab): Record<string, Read> {
  const ask =
    (role: 'orders' | 'inventory' | 'notifications', path: string, allowed: readonly string[]): Read =>
    async ({ lane = '' }, query) => {
      const { urls } = lab.lane(lane).run.need().lab;
      const search = new URLSearchParams();
      for (const name of allowed) if (query[name] !== undefined) search.set(name, query[name]);
      return getJson(`${urls[role]}${path}?${search.toString()}`).catch((cause: unknown) => {
        throw new Refusal(502, `${lane}: ${(cause as Error).message}`, cause);
      });
    };
  return {
    '/lanes/:lane/products': ask('inventory', '/products', []),
    '/lanes/:lane/orders': ask('orders', '/orders', ['status', 'limit', 'cursor']),
    '/lanes/:lane/notifications': ask('notifications', '/notifications', ['after', 'limit', 'orderId']),
    '/lanes/:lane/parked': async ({ lane = '' }) => {
      const { operator } = lab.lane(lane).run.need().lab;
      const parked = await operator.parked().catch((cause: unknown) => {
        throw new Refusal(502, `${lane}: ${(cause as Error).message}`, cause);
      });
      return { parked };
    },
    '/lanes/:lane/orders/:orderId/story': async ({ lane = '', orderId = '' }) => {
      const { run } = lab.lane(lane);
      const services = run.services.map(({ name }) => name);
      const { dataFolder } = run.need().lab.running;
      const trace = await traceOf(dataFolder, services, orderId);
      if (!trace) throw new Refusal(404, `No service of ${run.mode.label} knows the order ${orderId}.`);
      return { lane, ...trace, payment: run.shape === 'off' ? null : await paymentOf(dataFolder, orderId) };
    },
  };
}

/** As the payment service has it written down; null: it was not asked yet. */
async function paymentOf(dataFolder: string, orderId: string): Promise<Story['payment']> {
  const sql = 'SELECT state, reason FROM payments WHERE order_id = ?';
  const rows = await new SteadyReader(dataFolder).select<NonNullable<Story['payment']>>('payments', sql, orderId);
  return rows[0] ?? null;
}

const types: Record<string, string> = {
  md: 'text/markdown; charset=utf-8',
  svg: 'image/svg+xml',
  json: 'application/json',
};

/** The runs under `results`, and the files that a report is made of. */
export function runReads(results: string): Record<string, Read> {
  const known = new Map<string, { changedMs: number; run: Run | null }>();
  return {
    '/runs': async () => {
      const runs = foldersIn(results).flatMap((name) => {
        const changedMs = statSync(join(results, name)).mtimeMs;
        const before = known.get(name);
        const run = before?.changedMs === changedMs ? before.run : runIn(join(results, name), name);
        known.set(name, { changedMs, run });
        return run ?? [];
      });
      return { runs: runs.toReversed() };
    },
    '/runs/:run/against/:other': async ({ run = '', other = '' }) => {
      const there = foldersIn(results);
      if (!there.includes(run) || !there.includes(other)) throw new Refusal(404, 'There is no such run.');
      const [a, b] = [readRunFile(join(results, run)), readRunFile(join(results, other))];
      return { type: 'text/markdown; charset=utf-8', text: compareMarkdown([a], [b], compareRuns(a, b), false) };
    },
    '/runs/:run/files/:file': async ({ run = '', file = '' }) => {
      const [, ending = ''] = /^(?:charts\/)?[\w-][\w.-]*\.(\w+)$/.exec(file) ?? [];
      const type = types[ending];
      const text = type && foldersIn(results).includes(run) ? readFileIn(join(results, run), file) : null;
      if (!type || !text) throw new Refusal(404, 'There is no such file.');
      return { type, text };
    },
  };
}

const foldersIn = (folder: string): string[] => {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return []; // nothing was measured here yet
  }
};

/** Null: no run, or none that this lab can read. */
function runIn(folder: string, run: string): Run | null {
  try {
    const { startedAt, trials } = readRunFile(folder);
    const unique = (names: string[]) => [...new Set(names)];
    return {
      run,
      startedAt,
      experiments: unique(trials.map(({ experiment }) => experiment)),
      modes: unique(trials.map(({ mode }) => mode)),
      outcome: worst(trials.flatMap(({ verdicts }) => verdicts)),
    };
  } catch {
    return null;
  }
}
