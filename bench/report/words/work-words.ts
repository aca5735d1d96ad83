import type { RunFile } from '../../record/run-file.ts';
import type { WorkKey } from '../../record/work-cell.ts';
import { plural } from './format.ts';

/** What inventory was given to do in a run, as options: `--work 20ms --concurrency 8`. */
export const wordsOfWork = ({ time, concurrency, ordering }: NonNullable<RunFile['work']>): string =>
  [
    `--work ${time}`,
    ...(concurrency === undefined ? [] : [`--concurrency ${concurrency}`]),
    ...(ordering === undefined ? [] : [`--ordering ${ordering}`]),
  ].join(' ');

/** A cell of the work experiment: `20ms in 8 hands, by queue`; with `0`: `no work in 8 hands`. */
export const cellWords = ({ time, concurrency, instances, ordering }: WorkKey): string =>
  [
    `${time === '0' ? 'no work' : time} in ${plural(concurrency, 'hand')}`,
    ...(instances === 1 ? [] : [` of ${instances} processes each`]),
    ...(ordering === null ? [] : [`, by ${ordering}`]),
  ].join('');
