import { getPriority } from 'node:os';
import { quantileOf } from '../measure/percentiles.ts';
import type { LoadResult, SecondRow } from './load-result.ts';
import type { ScheduledPhase } from './schedule.ts';
import { mergeTallies, type Tally } from './tally.ts';

/** What an open loop knows when it is over. */
export interface LoopEnd {
  startNs: number;
  startedAt: string;
  stoppedEarly: boolean;
  phases: { place: ScheduledPhase; tally: Tally }[];
  series: SecondRow[];
  connectionLimit: number;
}

/** Sums up a run: the measured phases together, and each phase by itself. */
export function resultOf({ startNs, startedAt, stoppedEarly, phases, series, connectionLimit }: LoopEnd): LoadResult {
  const measured = phases.filter(({ place }) => place.phase.measured);
  const total = mergeTallies(measured.map(({ tally }) => tally));
  const cpu = cpuOf(series, measured);
  return {
    ...total.figures(),
    startNs,
    startedAt,
    stoppedEarly,
    measuredSeconds: measured.reduce((sum, { place }) => sum + secondsOf(place), 0),
    phases: phases.map(({ place, tally }) => ({
      ...tally.figures(),
      name: place.phase.name,
      measured: place.phase.measured,
      ratePerSecond: place.phase.ratePerSecond,
      startNs: startNs + place.startNs,
      endNs: startNs + place.endNs,
      seconds: secondsOf(place),
    })),
    series,
    ...cpu,
    sendDelayP99Us: quantileOf(total.sendDelay, 0.99),
    worstSendDelayUs: total.sendDelay.histogram.maxValue,
    connectionLimit: Number.isFinite(connectionLimit) ? connectionLimit : null,
    niceness: getPriority(),
  };
}

const secondsOf = (place: ScheduledPhase) => Math.round((place.endNs - place.startNs) / 1e6) / 1000;

function cpuOf(series: SecondRow[], measured: LoopEnd['phases']): { cpuShare: number; worstCpuShare: number } {
  const inside = series.filter(({ second }) =>
    measured.some(({ place }) => second * 1e9 >= place.startNs && (second + 1) * 1e9 <= place.endNs),
  );
  const shares = (inside.length > 0 ? inside : series).map((row) => row.cpuShare);
  const mean = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  return { cpuShare: Math.round(mean * 1000) / 1000, worstCpuShare: Math.max(0, ...shares) };
}
