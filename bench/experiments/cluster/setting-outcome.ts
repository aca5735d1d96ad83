import { promiseOf } from '../../brokers/promises/promises.ts';
import type { ClusterSetting } from '../../brokers/promises/setting.ts';
import type { SettingOutcome } from '../../record/cluster-cell.ts';
import { longestStandstill } from '../figures/standstill.ts';
import type { NumberedRecord } from './write-along.ts';

const MOST_IDS = 20;
const MOST_ERRORS = 8;

/** When its injection began, when it was complete, when healing began, and when the load ended; microseconds. */
export interface Span {
  injected: number;
  struck: number;
  healing: number;
  end: number;
}

interface Read {
  /** The ids that were read at the end; null: nobody could. */
  there: readonly string[] | null;
  /** Whether every copy was where it should be by then: where not, what is missing may be on one that is still to come. */
  isWhole: boolean;
  alongUs: ReadonlyMap<string, number>;
}

/** What became of the records of one setting. */
export function outcomeOf(
  setting: ClusterSetting,
  fault: string,
  records: readonly NumberedRecord[],
  read: Read,
  { injected, struck, healing, end }: Span,
): SettingOutcome {
  const own = new Map(records.map((record, index) => [record.id, index]));
  const places = (read.there ?? []).flatMap((id) => own.get(id) ?? []);
  const there = new Set(places);
  const of = (type: string) => records.filter(({ written }) => written?.type === type);
  const acknowledged = of('ok');
  const refused = of('fail');
  const isThere = ({ id }: NumberedRecord) => there.has(own.get(id) ?? -1);
  const missing = read.there === null ? [] : acknowledged.filter((record) => !isThere(record));
  const lost = read.isWhole ? missing : [];
  const still = (completed: (record: NumberedRecord) => number | null) =>
    Math.round(
      longestStandstill(
        records.map((record) => ({ intended: record.intended, completed: completed(record) })),
        { from: injected, to: end },
      ) / 1000,
    );
  return {
    setting: setting.name,
    promises: promiseOf(setting, fault),
    attempted: records.length,
    acknowledged: acknowledged.length,
    refused: refused.length,
    refusedButThere: refused.filter(isThere).length,
    unknown: of('info').length,
    lost: lost.length,
    ...(read.there === null && { unreadable: true as const }),
    ...(missing.length > lost.length && { unsettled: true as const }),
    lostIds: lost.slice(0, MOST_IDS).map(({ id }) => id),
    doubled: places.length - there.size,
    inverted: inversionsIn(places, setting.partitions ?? 1),
    acknowledgedMeanwhile: acknowledged.filter(
      ({ intended, answered }) => intended >= struck && (answered ?? end) <= healing,
    ).length,
    noAcceptanceMs: still(({ written, answered }) => (written?.type === 'ok' ? answered : null)),
    noCompletionMs: still(({ id }) => read.alongUs.get(id) ?? null),
    errors: errorsIn(records),
  };
}

/** Of those that stand there for the first time: how many stand behind one of their partition that was written later. */
function inversionsIn(places: readonly number[], partitions: number): number {
  const highest = Array.from({ length: partitions }, () => -1);
  let inverted = 0;
  for (const place of new Set(places)) {
    if (place < (highest[place % partitions] ?? -1)) inverted++;
    else highest[place % partitions] = place;
  }
  return inverted;
}

function errorsIn(records: readonly NumberedRecord[]): SettingOutcome['errors'] {
  const times = new Map<string, number>();
  for (const { written } of records) {
    if (written && written.type !== 'ok') times.set(written.error, (times.get(written.error) ?? 0) + 1);
  }
  const all = [...times].map(([text, n]) => ({ text, times: n }));
  return all.toSorted((a, b) => b.times - a.times).slice(0, MOST_ERRORS);
}
