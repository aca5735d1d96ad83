import type { Mode } from '../../../common/mode.ts';
import type { Session } from '../../lab/session.ts';
import type { CeilingContext, Measure } from './ceiling-context.ts';
import { type CeilingId, clientId } from './ceiling-rows.ts';
import type { CeilingGap, CeilingSample } from './ceiling-sample.ts';
import { rawPrograms } from './raw/programs.ts';
import { measureClients } from './rows/clients.ts';
import { measureDrain } from './rows/drain.ts';
import { measureFailover } from './rows/failover.ts';
import { measureEndpoint, measureHops } from './rows/http.ts';
import { measureCompletion } from './rows/pipeline.ts';
import { measureRedelivery } from './rows/redelivery.ts';
import { measureJson, measureStore } from './rows/store-and-json.ts';
import { measureSustained } from './rows/sustained.ts';

export interface CeilingOptions {
  modes: readonly Mode[];
  block: number;
  durability: 'page-cache' | 'fsync';
  /** Rows of the table, 1 to 12; absent: all. */
  rows?: readonly number[];
  /** Every row for every mode; otherwise the modes take turns in rows 9 and 10, block by block. */
  everyMode?: boolean;
  /** Also what is measured once per run: failovers, and the minute of sustained load. */
  last: boolean;
}

/** Each with the rows and lines of the table it measures. */
const measures: { rows: number[]; ids: CeilingId[]; measure: Measure; once?: true }[] = [
  { rows: [1], ids: ['endpoint'], measure: measureEndpoint },
  { rows: [2], ids: ['hops'], measure: measureHops },
  {
    rows: Object.values(rawPrograms).flatMap(({ publish, consume }) => [publish.row, consume.row]),
    ids: Object.keys(rawPrograms).flatMap((kind) => [clientId(kind, 'publish'), clientId(kind, 'consume')]),
    measure: measureClients,
  },
  { rows: [7], ids: ['store'], measure: measureStore },
  { rows: [8], ids: ['decode', 'encode'], measure: measureJson },
  { rows: [9], ids: ['completion'], measure: measureCompletion },
  { rows: [10], ids: ['drain'], measure: measureDrain },
  { rows: [11], ids: ['failover'], measure: measureFailover, once: true },
  { rows: [12], ids: ['redelivery'], measure: measureRedelivery, once: true },
  { rows: [9], ids: ['sustained'], measure: measureSustained, once: true },
];

/** Row 10 is compared with what inventory does alone. */
const neededBy = (row: number) => (Object.values(rawPrograms).some(({ consume }) => consume.row === row) ? [10] : []);

/**
 * One block of the ceilings table: what each medium can do with nothing of ours on it, and ours beside it. A line
 * that cannot be measured becomes a gap with its reason, and the others go on.
 */
export async function measureCeilings(
  session: Session,
  options: CeilingOptions,
): Promise<{ samples: CeilingSample[]; gaps: CeilingGap[] }> {
  const { modes, block, durability, rows, last } = options;
  const wants = (row: number) =>
    rows === undefined || rows.includes(row) || neededBy(row).some((by) => rows.includes(by));
  const samples: CeilingSample[] = [];
  const gaps: CeilingGap[] = [];
  const turn = options.everyMode ? modes : modes.filter((_, place) => place === (block - 1) % modes.length);
  const miss = (gap: CeilingGap) => {
    const line = gap.mode ? `${gap.id} of ${gap.mode}` : gap.id;
    session.say(`        ceiling ${line}: not measured, ${gap.because}`);
    gaps.push(gap);
  };
  const profile = block === 1;
  const context: CeilingContext = { session, modes, turn, block, durability, wants, samples, profile, miss };
  for (const { rows: own, ids, measure, once } of measures) {
    if (!own.some(wants) || (once && !last)) continue;
    session.signal.throwIfAborted();
    try {
      samples.push(...(await measure(context)));
    } catch (error) {
      const because = error instanceof Error ? error.message : String(error);
      for (const id of ids) miss({ id, because });
    }
  }
  return { samples, gaps };
}
