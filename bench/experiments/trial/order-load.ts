import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { NotificationPage } from '../../../common/contracts/notifications.ts';
import type { Product } from '../../../common/contracts/products.ts';
import { urlsOf } from '../../lab/instances.ts';
import type { Lab } from '../../lab/lab.ts';
import { getJson } from '../../lab/service-client.ts';
import type { Session } from '../../lab/session.ts';
import { jsonLines } from '../../load/json-lines.ts';
import type { Phase } from '../../load/load-options.ts';
import type { SecondRow } from '../../load/load-result.ts';
import { type LoadRun, startLoad } from '../../load/run-load.ts';
import type { Operation } from '../../record/history.ts';
import type { TrialDoor } from './trial-door.ts';

/** What the load generator is held to, unless a trial says otherwise. */
export const generatorLimits = {
  /** From the intended send time: then a request is given up. */
  timeoutMs: 10_000,
  /** After the last phase, how long answers are waited for. */
  cutOffMs: 10_000,
  mostLines: 3,
};
/** Their mean. */
const USUAL_LINES = 2;
/** A sku nobody has: orders that name it are rejected, in every mode the same ones. */
const UNKNOWN = { sku: 'NO-SUCH-SKU', weight: 0.1 };

export interface OrderLoad {
  run: LoadRun;
  /** Resolves when orders have come for a second: the generator takes its time to warm up. */
  flowing: Promise<void>;
  /** Resolves when the first measured phase begins, and when the last phase is over. */
  measuring: Promise<void>;
  sent: Promise<void>;
  /** What became of every attempt; complete once the run is done. */
  operations(): Operation[];
}

interface OrderLoadOptions {
  trial: string;
  prefix: string;
  phases: Phase[];
  seed: number;
  catalogue: Product[];
  /** Lines per order, exactly; absent: 1 to 3. */
  lines?: number;
  nameLetters?: number;
  heldBackUs?: number;
  /** Absent: at the order services themselves. */
  door?: Pick<TrialDoor, 'url' | 'headers'> | null;
  onSecond?: (row: SecondRow) => void;
  /** A phase has begun; null: the last one is over. */
  onPhase?: (phase: string | null) => void;
}

/** Seeded orders at Poisson arrivals. `prefix` begins every key; `weights` makes a product rarer or more frequent. */
export function startOrderLoad(
  session: Session,
  lab: Pick<Lab, 'urls' | 'instances'>,
  load: OrderLoadOptions,
  weights: Record<string, number> = {},
): OrderLoad {
  const { trial, prefix, phases, seed, catalogue, lines, nameLetters, heldBackUs, door, onSecond, onPhase } = load;
  const rarity = lines === undefined ? 1 : USUAL_LINES / lines; // as many orders meet a rare product, however long they are
  const { notifications } = lab.urls;
  const file = join(session.folder, `${prefix}.jsonl`);
  const skus = [...catalogue.map(({ sku }) => sku), UNKNOWN.sku];
  const { promise: flowing, resolve: flows } = Promise.withResolvers<void>();
  const { promise: measuring, resolve: measures } = Promise.withResolvers<void>();
  const { promise: sent, resolve: allSent } = Promise.withResolvers<void>();
  const measured = new Set(phases.filter((phase) => phase.measured).map(({ name }) => name));
  const run = startLoad(
    {
      urls: (door ? [door.url] : urlsOf(lab, 'orders')).map((url) => `${url}/orders`),
      method: 'POST',
      headers: door?.headers ?? {},
      arrivals: 'poisson',
      phases,
      seed,
      timeoutMs: generatorLimits.timeoutMs,
      cutOffMs: generatorLimits.cutOffMs,
      ...(heldBackUs !== undefined && { heldBackUs }),
      workload: {
        kind: 'orders',
        keyPrefix: prefix,
        skus,
        weights: skus.map((sku) => weightOf(sku === UNKNOWN.sku ? UNKNOWN.weight : (weights[sku] ?? 1), rarity)),
        minLines: lines ?? 1,
        maxLines: lines ?? generatorLimits.mostLines,
        ...(nameLetters !== undefined && { nameLetters }),
        keep: { file, trial },
      },
    },
    {
      guard: session.guard,
      ...(notifications !== undefined && { completions: completionFeed(`${notifications}/notifications`, prefix) }),
      onProgress(row) {
        flows();
        onSecond?.(row);
      },
      onPhase(phase) {
        onPhase?.(phase);
        if (phase === null) allSent();
        else if (measured.has(phase)) measures();
      },
    },
  );
  session.onEnd(async () => {
    run.stop();
    await run.done.catch(() => {}); // killed, where it does not obey: nothing of it is left behind
  });
  const over = () => [flows, measures, allSent].forEach((resolve) => resolve());
  run.done.then(over, over);
  return {
    run,
    flowing,
    measuring,
    sent,
    operations: () => jsonLines<Operation>(readFileSync(file)),
  };
}

const weightOf = (weight: number, rarity: number) => (weight < 1 ? weight * rarity : weight);

const PAGE = 500;

/**
 * Orders of a load as they are completed: each call gives those since the call before, by the number of their request
 * (their customer's address is `<keyPrefix>-<n>@…`). Throws when the notification service does not answer.
 */
export function completionFeed(notificationsUrl: string, keyPrefix: string) {
  let after: string | null = null;
  let known = 0; // rows of the page after that cursor, which is not yet full
  const address = new RegExp(`^${keyPrefix}-(\\d+)@`);
  return async (): Promise<{ n: number; atNs: number }[]> => {
    const completed: { n: number; atNs: number }[] = [];
    for (let more = true; more; ) {
      const cursor: string = after === null ? '' : `&after=${after}`;
      const page = await getJson<z.infer<typeof NotificationPage>>(`${notificationsUrl}?limit=${PAGE}${cursor}`);
      for (const { kind, to, recordedMonotonicNs } of page.notifications.slice(known)) {
        const n = kind === 'low-stock' ? undefined : address.exec(to)?.[1];
        if (n !== undefined) completed.push({ n: Number(n), atNs: recordedMonotonicNs });
      }
      more = page.next !== null;
      known = more ? 0 : page.notifications.length;
      after = page.next ?? after;
    }
    return completed;
  };
}
