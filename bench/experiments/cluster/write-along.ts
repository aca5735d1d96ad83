import { setTimeout } from 'node:timers/promises';
import type { ClusterSetting } from '../../brokers/promises/setting.ts';
import type { Operation } from '../../record/history.ts';
import { nowUs } from '../../record/recorder.ts';
import type { BareTarget, Written } from './bare/bare.ts';

const MOST_AT_ONCE = 50;
const IDLE_MS = 5;

/** One numbered record, from the moment it was due; microseconds. */
export interface NumberedRecord {
  id: string;
  /** By its name. */
  setting: string;
  intended: number;
  /** When it was known what had become of it; null: it was never written. */
  answered: number | null;
  written: Written | null;
}

interface Writing {
  trial: string;
  setting: Pick<ClusterSetting, 'name'>;
  survives: boolean;
  ratePerSecond: number;
  startUs: number;
  /** Told while it goes on; microseconds. */
  ends: { us: number };
}

/**
 * Writes records as they are due until it ends, whatever the answers do: those that fell due while it waited for one go together. Nothing is
 * written twice; what failed is not tried again. Resolves when the last of them has its answer.
 */
export async function writeAlong(
  target: BareTarget,
  { trial, setting, survives, ratePerSecond, startUs, ends }: Writing,
  history: Operation[],
): Promise<NumberedRecord[]> {
  const note = (type: Operation['type'], key: string, value: unknown) =>
    history.push({ i: 0, t: nowUs(), trial, process: setting.name, f: 'write', type, key, value });
  const dueUs = (n: number) => startUs + (n * 1e6) / ratePerSecond;
  const records: NumberedRecord[] = [];
  while (dueUs(records.length) < ends.us) {
    const due: NumberedRecord[] = [];
    for (let n = records.length; dueUs(n) <= Math.min(nowUs(), ends.us) && due.length < MOST_AT_ONCE; n++) {
      const named = { id: `${setting.name}-${n}`, setting: setting.name };
      due.push({ ...named, intended: dueUs(n), answered: null, written: null });
    }
    if (due.length === 0) {
      await setTimeout(IDLE_MS);
      continue;
    }
    records.push(...due);
    for (const { id } of due) note('invoke', id, { survives });
    const written = await target.write(due.map(({ id }) => id));
    for (const [index, record] of due.entries()) {
      record.written = written[index] as Written;
      record.answered = nowUs();
      note(record.written.type, record.id, record.written.type === 'ok' ? null : { error: record.written.error });
    }
  }
  return records;
}
