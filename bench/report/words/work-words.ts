import { doubtWords } from '../../measure/generator-doubts.ts';
import type { RunFile } from '../../record/run-file.ts';
import { ANSWERED_AT_ONCE, type PredictedRate, type WorkKey } from '../../record/work-cell.ts';
import type { WorkLine, WorkRow } from '../figures/work.ts';
import type { WorkLimiter } from '../figures/work-limiter.ts';
import { count, figure, plural, rate } from './format.ts';
import { limiterWords } from './limiter-words.ts';

/** What inventory was given to do in a run, as options: `--work 20ms --concurrency 8`. */
export const wordsOfWork = ({ time, concurrency, ordering, instances }: NonNullable<RunFile['work']>): string =>
  [
    `--work ${time}`,
    ...(concurrency === undefined ? [] : [`--concurrency ${concurrency}`]),
    ...(ordering === undefined ? [] : [`--ordering ${ordering}`]),
    ...(instances === undefined ? [] : [`--instances ${instances}`]),
  ].join(' ');

/** Of those that take none. */
const timeWords: Record<string, string> = { [ANSWERED_AT_ONCE]: 'asked and answered at once', 0: 'no work' };

/** A cell of the work experiment: `20ms in 8 hands, by queue`; with `0ms`: `asked and answered at once in 8 hands`, with `0`: `no work in 8 hands`. */
export const cellWords = ({ time, concurrency, instances, ordering }: WorkKey): string =>
  [
    `${timeWords[time] ?? time} in ${plural(concurrency, 'hand')}`,
    ...(instances === 1 ? [] : [` in each of ${instances} processes`]),
    ...(ordering === null ? [] : [`, by ${ordering}`]),
  ].join('');

/** A mode, and what it promises of the order of orders where that can be chosen: `…, by queue`. */
export const lineWords = ({ mode, ordering }: WorkLine): string =>
  `${mode}${ordering === null ? '' : `, by ${ordering}`}`;

/** `20ms in 8 hands`, for all modes alike. */
export const rowWords = (row: WorkRow): string => cellWords({ ...row, ordering: null });

/** What kept a cell from its prediction, in a sentence without the final stop. */
export function workLimiterWords(limiter: WorkLimiter): string {
  switch (limiter.kind) {
    case 'generator':
      return doubtWords(limiter.doubts);
    case 'arrivals':
      return `no more came: ${rate(limiter.acceptedPerSecond)} orders/s were accepted, and ${count(limiter.waiting)} waited at the end`;
    case 'work':
      return `the work took ${figure(limiter.tookMs)} ms on average, where ${figure(limiter.askedMs)} ms were asked for`;
    case 'exhausted':
      return limiterWords(limiter.limiter);
    case 'hands': {
      const { atWork, of, waiting } = limiter;
      return `not all hands were at work: ${figure(atWork)} of ${count(of)} on average, while ${count(waiting)} orders waited`;
    }
    case 'partitions': {
      const { partitions, instances, atWork, of, waiting } = limiter;
      return `${count(partitions)} partitions cannot be shared evenly by ${count(instances)} processes: ${figure(atWork)} of ${count(of)} hands were at work on average, while ${count(waiting)} orders waited`;
    }
    case 'control':
      return 'it did more than the control that the prediction is bounded by, which was measured once';
    case 'not found':
      return 'not found: nothing that was watched was exhausted';
  }
}

/** What bounds a prediction. */
export const boundWords: Record<PredictedRate['by'], string> = {
  hands: 'the hands',
  partitions: 'the partitions',
  machine: 'the machine, as the control showed it',
};
