import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatorLimits } from '../experiments/trial/order-load.ts';
import { urlsOf } from '../lab/instances.ts';
import { jsonLines } from '../load/json-lines.ts';
import type { LoadResult } from '../load/load-result.ts';
import { startLoad } from '../load/run-load.ts';
import type { Operation } from '../record/history.ts';
import type { TestLab } from './with-lab.ts';

export interface Load {
  ratePerSecond: number;
  seconds: number;
  seed: number;
  /** Some orders name a product that does not exist, unless every order must be confirmed. */
  allGood?: boolean;
}

/** Puts orders on a lab while `meanwhile` runs; gives what the generator did and saw, as operations of the history. */
export async function underLoad(
  { lab, shop, catalogue, folder, guard }: TestLab,
  { ratePerSecond, seconds, seed, allGood }: Load,
  meanwhile: (elapsedMs: () => number) => Promise<void>,
): Promise<{ result: LoadResult; operations: Operation[] }> {
  const keyPrefix = `load${shop.nextKey()}`;
  const keep = { file: join(folder, `${keyPrefix}.jsonl`), trial: keyPrefix };
  const skus = [...catalogue.map(({ sku }) => sku), ...(allGood ? [] : ['NO-SUCH-SKU'])];
  const run = startLoad(
    {
      urls: urlsOf(lab, 'orders').map((url) => `${url}/orders`),
      method: 'POST',
      headers: {},
      arrivals: 'poisson',
      phases: [{ name: 'load', ratePerSecond, seconds, measured: true }],
      seed,
      timeoutMs: generatorLimits.timeoutMs,
      cutOffMs: generatorLimits.cutOffMs,
      workload: { kind: 'orders', keyPrefix, skus, maxLines: 3, keep },
    },
    { guard },
  );
  const began = performance.now();
  try {
    await meanwhile(() => performance.now() - began);
  } catch (error) {
    run.stop();
    await run.done.catch(() => {});
    throw error;
  }
  const result = await run.done;
  return { result, operations: jsonLines<Operation>(readFileSync(keep.file)) };
}
