import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Product } from '../../common/contracts/products.ts';
import type { Operation } from '../history.ts';
import type { Phase } from '../load/load-options.ts';
import { type LoadRun, startLoad } from '../load/run-load.ts';
import type { Lab } from '../process/lab.ts';
import type { Session } from '../process/session.ts';

const CONNECTIONS = 128;
const TIMEOUT_MS = 10_000;
const CUT_OFF_MS = 10_000;
const MAX_LINES = 3;
/** A sku nobody has: orders that name it are rejected, in every mode the same ones. */
const UNKNOWN = { sku: 'NO-SUCH-SKU', weight: 0.1 };

export interface OrderLoad {
  run: LoadRun;
  /** Resolves when orders have come for a second: the generator takes its time to warm up. */
  flowing: Promise<void>;
  /** What became of every attempt; complete once the run is done. */
  operations(): Operation[];
}

/** Seeded orders at Poisson arrivals. `prefix` begins every key; `weights` makes a product rarer or more frequent. */
export function startOrderLoad(
  session: Session,
  lab: Lab,
  load: { trial: string; prefix: string; phases: Phase[]; seed: number; catalogue: Product[] },
  weights: Record<string, number> = {},
): OrderLoad {
  const { trial, prefix, phases, seed, catalogue } = load;
  const file = join(session.folder, `${prefix}.jsonl`);
  const skus = [...catalogue.map(({ sku }) => sku), UNKNOWN.sku];
  const { promise: flowing, resolve: flows } = Promise.withResolvers<void>();
  const run = startLoad(
    {
      url: `${lab.urls['orders']}/orders`,
      method: 'POST',
      headers: {},
      arrivals: 'poisson',
      phases,
      seed,
      connections: CONNECTIONS,
      timeoutMs: TIMEOUT_MS,
      cutOffMs: CUT_OFF_MS,
      workload: {
        kind: 'orders',
        keyPrefix: prefix,
        skus,
        weights: skus.map((sku) => (sku === UNKNOWN.sku ? UNKNOWN.weight : (weights[sku] ?? 1))),
        maxLines: MAX_LINES,
        keep: { file, trial },
      },
    },
    { guard: session.guard, onProgress: () => flows() },
  );
  session.onEnd(async () => run.stop());
  run.done.then(
    () => flows(),
    () => flows(),
  );
  return {
    run,
    flowing,
    operations() {
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n').filter(Boolean);
      return lines.map((line) => JSON.parse(line) as Operation);
    },
  };
}
