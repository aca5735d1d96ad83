import { z } from 'zod';
import type { LoadOptions } from '../../load/load-options.ts';
import type { LoadHistograms, LoadResult } from '../../load/load-result.ts';
import { Latencies } from '../../measure/latencies.ts';
import { percentilesOf } from '../../measure/percentiles.ts';
import { unsoundBecause } from './load-table.ts';

/**
 * The result with its percentiles (microseconds, null where samples were too few) beside the encoded histograms; and of one of
 * several generators, which part of which schedule it sent.
 */
export function jsonOf(result: LoadResult, asked?: LoadOptions) {
  const names = Object.keys(result.histograms) as (keyof LoadHistograms)[];
  const latencyUs = Object.fromEntries(
    names.map((name) => [name, percentilesOf(Latencies.decode(result.histograms[name]))]),
  );
  const { shard, beginAtMs: _, ...schedule } = asked ?? {};
  return { ...result, latencyUs, void: unsoundBecause(result), ...(shard && { shard, schedule }) };
}

/** What of such a text tells whether parts belong together; the rest is our own, and taken as it is. */
const Part = z.looseObject({
  shard: z.object({ index: z.number(), of: z.number() }),
  schedule: z.unknown(),
  startedAt: z.string(),
  histograms: z.looseObject({}),
  phases: z.array(z.looseObject({})),
  series: z.array(z.looseObject({})),
});

/**
 * The results of all generators of one schedule, from what each printed with `--json`. Throws when one is missing, or is of another
 * schedule.
 */
export function partsOf(texts: readonly string[]): LoadResult[] {
  const parts = texts.map((text) => Part.parse(JSON.parse(text)));
  const [first] = parts;
  const schedules = new Set(parts.map(({ schedule }) => JSON.stringify(schedule)));
  if (schedules.size !== 1)
    throw new Error('Expected parts of one schedule: the same URL, rate, duration, body and seed.');
  const of = first?.shard.of ?? 0;
  const missing = Array.from({ length: of }, (_, index) => index).filter(
    (index) => parts.filter(({ shard }) => shard.of === of && shard.index === index).length !== 1,
  );
  if (missing.length > 0 || parts.length !== of) {
    throw new Error(
      `Expected each of ${of} parts once; look at ${missing.map((index) => `${index + 1}/${of}`).join(', ')}.`,
    );
  }
  return parts as unknown as LoadResult[];
}
