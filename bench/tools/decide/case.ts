import { InvalidArgumentError } from 'commander';
import type { WorkTime } from '../../lab/warehouse/work-time.ts';

/** What somebody needs; times are milliseconds. What is absent is not asked. */
export interface Case {
  ratePerSecond: number;
  /** Within which 99 of 100 orders must be finished, and the client have its answer. */
  p99Ms?: number;
  answerP99Ms?: number;
  /** The answer to an order must be how it ended. */
  answer?: 'outcome';
  /** How long inventory may be dead. */
  outageMs?: number;
  /** `yes`: messages of the past can be read again. `kept`: without anything that must be kept beside the medium. */
  replay?: 'yes' | 'kept';
  /** In front of inventory, on what comes back. */
  networkMs?: number;
  /** What the warehouse takes for each order, and how many inventory works on at once; absent: 8. */
  work?: WorkTime;
  concurrency?: number;
  order?: 'per-key';
}

const unitsMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000 };

/** `30ms`, `2s`, `1.5s`, `1m` as milliseconds; above 0. */
export function asTime(text: string): number {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  const ms = Number(digits) * (unitsMs[unit] ?? Number.NaN);
  if (Number.isFinite(ms) && ms > 0) return ms;
  throw new InvalidArgumentError('Expected a time with its unit, such as 30ms, 2s or 1m.');
}
