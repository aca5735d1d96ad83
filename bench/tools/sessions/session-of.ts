import { brokerKinds } from '../../brokers/brokers.ts';
import type { RunFile } from '../../record/run-file.ts';
import type { SessionRecord } from '../../record/session-record.ts';
import { rankings } from '../../report/figures/ranking.ts';

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
