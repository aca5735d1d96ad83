import { z } from 'zod';
import { brokerKinds } from '../../brokers/brokers.ts';
import type { RunFile } from '../../record/run-file.ts';
import { rankings } from '../../report/figures/ranking.ts';

const text = z.string().max(200);
const ratio = z.number().positive();

/** What is kept of one session: its ratios with their intervals, and where, when and with what they came about. */
export const SessionRecord = z.object({
  runId: z.string().regex(/^\w[\w.-]{0,99}$/),
  startedAt: z.iso.datetime(),
  /** Of the sources. */
  commit: text,
  host: text,
  durability: z.enum(['page-cache', 'fsync']),
  versions: z.record(text, text),
  pairs: z.array(
    z.object({
      at: z.object({ kind: z.enum(['base', 'share']), value: z.number() }),
      metric: z.enum(['completion p50', 'completion p90', 'completion p99', 'orders per core-second']),
      a: text,
      b: text,
      ratio,
      low: ratio,
      high: ratio,
      blocks: z.number(),
    }),
  ),
});
export type SessionRecord = z.infer<typeof SessionRecord>;

/** Of a run that ranks: of every ranking that its own A/A control let stand. Null where there is none. */
export function sessionOf(run: RunFile): SessionRecord | null {
  const names = ['node', ...brokerKinds.flatMap(({ versions }) => versions)];
  const pairs = rankings(run).flatMap(({ at, refused, metrics }) =>
    refused !== null || (at.kind !== 'base' && at.kind !== 'share')
      ? []
      : metrics.flatMap(({ metric, pairs: of }) =>
          of.flatMap(({ a, b, interval }) => {
            if (interval === null || !interval.conclusive) return [];
            const { ratio: middle, low, high, blocks } = interval;
            return [
              {
                at: { kind: at.kind as 'base' | 'share', value: at.value },
                metric,
                a,
                b,
                ratio: middle,
                low,
                high,
                blocks,
              },
            ];
          }),
        ),
  );
  if (pairs.length === 0) return null;
  const { runId, startedAt, git, host, durability, versions } = run;
  return {
    runId,
    startedAt,
    commit: `${git.commit.slice(0, 12)}${git.dirty ? ' with uncommitted changes' : ''}`,
    host: `${host.cpu}, ${host.cores} cores`,
    durability,
    versions: Object.fromEntries(Object.entries(versions).filter(([name]) => names.includes(name))),
    pairs,
  };
}
