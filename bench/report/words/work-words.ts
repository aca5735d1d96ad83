import type { RunFile } from '../../record/run-file.ts';

/** What inventory was given to do in a run, as options: `--work 20ms --concurrency 8`. */
export const wordsOfWork = ({ time, concurrency, ordering }: NonNullable<RunFile['work']>): string =>
  [
    `--work ${time}`,
    ...(concurrency === undefined ? [] : [`--concurrency ${concurrency}`]),
    ...(ordering === undefined ? [] : [`--ordering ${ordering}`]),
  ].join(' ');
