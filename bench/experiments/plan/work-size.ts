import { ANSWERED_AT_ONCE } from '../../record/work-cell.ts';
import type { SearchSize } from './latency-size.ts';

/** Cells of the work experiment that are measured: each of these times with each of these numbers of hands. */
interface Cells {
  time: string;
  concurrency: readonly number[];
  instances: readonly number[];
}

/** Which cells, and how long each; percent, orders per second, seconds. */
export interface WorkSize {
  cells: readonly Cells[];
  /** In this one inventory is killed as well, in the middle. */
  killed: { time: string; concurrency: number; before: number; lasts: number; after: number };
  /** Whether to show what is done wrong most. */
  wrong: boolean;
  /** Of the predicted rate: where latencies are taken, and what is offered to see how much is done at most. */
  sharePercent: number;
  abovePercent: number;
  /** The second where the machine bounds the prediction: that was measured, and may have been found too low. */
  aboveMachinePercent: number;
  /** Most of the warm-up, and the two parts that are measured. */
  warmUpSeconds: number;
  shareSeconds: number;
  aboveSeconds: number;
  /** Of the longest work so many fit into each part: else the hands that few of them took, and whom those held up, decide it. */
  longestWorks: number;
  /** The control: what the machine holds with a warehouse that answers at once is looked for, until a step is too much. */
  search: SearchSize;
}

const TIMES = { none: ANSWERED_AT_ONCE, short: '5ms', usual: '20ms', long: '100ms', someSlow: '20ms,1%=2s' };

/**
 * A star and not a grid: from 20 ms in 8 hands, the hands are varied (with the control of each number beside it), the time,
 * and with a time for which two cores are enough the processes. Left out is what could say nothing: so few hands that a hundred
 * orders take half a minute, so many that the machine is full long before the hands are.
 */
const star: Cells[] = [
  { time: TIMES.none, concurrency: [1, 8, 64], instances: [1] },
  { time: TIMES.none, concurrency: [8], instances: [2, 4] },
  { time: TIMES.short, concurrency: [8], instances: [1] },
  { time: TIMES.usual, concurrency: [1, 8, 64], instances: [1] },
  { time: TIMES.long, concurrency: [8, 64], instances: [1] },
  { time: TIMES.long, concurrency: [8], instances: [2, 4] },
  { time: TIMES.someSlow, concurrency: [8, 64], instances: [1] },
];

const standard: WorkSize = {
  cells: star,
  killed: { time: TIMES.usual, concurrency: 8, before: 3, lasts: 3, after: 4 },
  wrong: true,
  sharePercent: 70,
  abovePercent: 120,
  aboveMachinePercent: 140,
  warmUpSeconds: 4,
  shareSeconds: 4,
  aboveSeconds: 4,
  longestWorks: 5,
  search: {
    from: 400,
    warmUpSeconds: 5,
    look: { factor: 2, seconds: 2 },
    steps: { factor: 1.3, seconds: 2, atOnce: 4 },
    startShare: 0.8,
    climbs: 2,
    sloMs: 500,
  },
};

export const workSizes: Record<'quick' | 'standard' | 'full', WorkSize> = {
  quick: {
    ...standard,
    cells: [
      { time: TIMES.none, concurrency: [8], instances: [1] },
      { time: TIMES.usual, concurrency: [8], instances: [1] },
      { time: TIMES.someSlow, concurrency: [8], instances: [1] },
    ],
    killed: { time: TIMES.usual, concurrency: 8, before: 2, lasts: 2, after: 3 },
    wrong: false,
    warmUpSeconds: 2,
    shareSeconds: 3,
    aboveSeconds: 3,
    longestWorks: 2,
    search: { ...standard.search, warmUpSeconds: 2 },
  },
  standard,
  full: { ...standard, warmUpSeconds: 8, shareSeconds: 40, aboveSeconds: 15 },
};
