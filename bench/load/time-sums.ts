import type { TimeSums } from '../record/run-file.ts';

/** Of rounding, per request. */
const TOLERATED_US = 1;

export const noTimes = (): TimeSums => ({
  ended: 0,
  handed: 0,
  latencyUs: 0,
  sendDelayUs: 0,
  connectionUs: 0,
  serviceUs: 0,
});

/** Whether every microsecond of every request is accounted for, and every request was counted once in each part. */
export function sumsHold({ ended, handed, latencyUs, sendDelayUs, connectionUs, serviceUs }: TimeSums): boolean {
  const gap = latencyUs - sendDelayUs - connectionUs - serviceUs;
  return ended === handed && Math.abs(gap) <= TOLERATED_US * Math.max(1, ended);
}

export function addTimes(to: TimeSums, more: TimeSums): void {
  for (const name of Object.keys(to) as (keyof TimeSums)[]) to[name] += more[name];
}
