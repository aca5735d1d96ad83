import type { Operation } from './history.ts';

/** Microseconds of the clock that all processes of this host share. */
export const nowUs = (): number => Number(process.hrtime.bigint() / 1000n);

/** Collects what the bench itself does, as operations of the history. */
export class Recorder {
  readonly operations: Operation[] = [];
  readonly #trial: string;

  constructor(trial: string) {
    this.#trial = trial;
  }

  note(f: Operation['f'], type: Operation['type'], key: string, value: unknown): number {
    const t = nowUs();
    this.operations.push({ i: 0, t, trial: this.#trial, process: 'bench', f, type, key, value });
    return t;
  }

  /** The whole history in the order of time, numbered. */
  mergedWith(others: readonly Operation[]): Operation[] {
    const all = [...this.operations, ...others].sort((a, b) => a.t - b.t);
    all.forEach((operation, index) => {
      operation.i = index;
    });
    return all;
  }
}
