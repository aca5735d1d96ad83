import { quantileOf } from '../measure/percentiles.ts';
import { sum } from '../measure/sums.ts';
import type { LoadOptions } from './load-options.ts';
import type { LoadFigures, LoadResult, SecondRow } from './load-result.ts';
import { type LoadHooks, type LoadRun, startLoad } from './run-load.ts';
import { mergeTallies, tallyOf } from './tally.ts';

/** Until all processes are there and warm. */
const LEAD_MS = 4000;

/**
 * One schedule sent by so many generators of this machine, from one moment on. What each of them measured is merged; the first
 * that fails ends all.
 */
export function startShards(
  options: LoadOptions,
  of: number,
  { onProgress, guard }: Pick<LoadHooks, 'onProgress' | 'guard'>,
): Pick<LoadRun, 'done' | 'stop'> {
  const beginAtMs = Date.now() + LEAD_MS;
  const rows = new Map<number, SecondRow[]>();
  const told = (row: SecondRow) => {
    const same = [...(rows.get(row.second) ?? []), row];
    rows.set(row.second, same);
    if (same.length === of) onProgress?.(mergedRow(same));
  };
  const runs = Array.from({ length: of }, (_, index) =>
    startLoad({ ...options, beginAtMs, shard: { index, of } }, { onProgress: told, ...(guard && { guard }) }),
  );
  const stop = () => {
    for (const run of runs) run.stop();
  };
  const done = Promise.all(runs.map((run) => run.done)).then(mergedResult);
  done.catch(stop);
  return { done, stop };
}

/**
 * What shards of one schedule measured, as one result; its CPU is that of the busiest. Throws a RangeError when they did not begin
 * together.
 */
export function mergedResult(results: readonly LoadResult[]): LoadResult {
  const [first] = results;
  if (!first) throw new RangeError('expected the results of at least one generator');
  refuseApart(results);
  const figures = mergedFigures(results);
  const seconds = new Set(results.flatMap(({ series }) => series.map(({ second }) => second)));
  const most = (of: (result: LoadResult) => number) => Math.max(...results.map(of));
  const limits = results.map(({ connectionLimit }) => connectionLimit);
  return {
    ...first,
    ...figures,
    startedAt: results.map(({ startedAt }) => startedAt).toSorted()[0] ?? first.startedAt,
    stoppedEarly: results.some(({ stoppedEarly }) => stoppedEarly),
    measuredSeconds: most(({ measuredSeconds }) => measuredSeconds),
    phases: first.phases.map((phase, at) => ({
      ...phase,
      ...mergedFigures(results.flatMap(({ phases }) => phases[at] ?? [])),
    })),
    series: [...seconds]
      .toSorted((a, b) => a - b)
      .map((second) => mergedRow(results.flatMap(({ series }) => series.filter((row) => row.second === second)))),
    cpuShare: most(({ cpuShare }) => cpuShare),
    worstCpuShare: most(({ worstCpuShare }) => worstCpuShare),
    sendDelayP99Us: quantileOf(mergeTallies(results.map(tallyOf)).sendDelay, 0.99),
    worstSendDelayUs: most(({ worstSendDelayUs }) => worstSendDelayUs),
    connectionLimit: limits.every((limit) => limit !== null) ? sum(limits, (limit) => limit) : null,
    niceness: most(({ niceness }) => niceness),
  };
}

/** Further apart than this, by their wall clocks, they did not send one schedule. */
const MOST_APART_MS = 100;

function refuseApart(results: readonly LoadResult[]): void {
  const began = results.map(({ startedAt }) => Date.parse(startedAt));
  const apartMs = Math.max(...began) - Math.min(...began);
  if (apartMs <= MOST_APART_MS) return;
  throw new RangeError(
    `expected generators that begin within ${MOST_APART_MS} ms, got some that began ${apartMs} ms apart`,
  );
}

/** The most under way at one time is no more than what each had, together. */
function mergedFigures(parts: readonly LoadFigures[]): LoadFigures {
  const { connections, ...figures } = mergeTallies(parts.map(tallyOf)).figures();
  return {
    ...figures,
    connections: { ...connections, mostUnderWay: sum(parts, (part) => part.connections.mostUnderWay) },
  };
}

/** A median of medians would be no median: there is none. */
function mergedRow(rows: readonly SecondRow[]): SecondRow {
  const all = (of: (row: SecondRow) => number) => sum(rows, of);
  return {
    second: rows[0]?.second ?? 0,
    phase: rows[0]?.phase ?? '',
    offered: all(({ offered }) => offered),
    accepted: all(({ accepted }) => accepted),
    errors: all(({ errors }) => errors),
    acceptanceP50Us: rows.length === 1 ? (rows[0]?.acceptanceP50Us ?? null) : null,
    inFlight: all(({ inFlight }) => inFlight),
    cpuShare: Math.max(...rows.map(({ cpuShare }) => cpuShare)),
    worstSendDelayUs: Math.max(...rows.map(({ worstSendDelayUs }) => worstSendDelayUs)),
  };
}
