/** What work fails with that still waited for its turn when nothing more was to begin: whoever gave it may give it again. */
export class NotBegun extends Error {
  constructor() {
    super('Not begun: nothing more is.');
  }
}

/** So much work at a time. */
export interface Limiter {
  /** Begins `work` when its turn comes: what came first begins first. Rejects with what that does, or with NotBegun. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** From now on nothing begins, neither what waits nor what comes. What has begun goes on. */
  close(): void;
}

export function createLimiter(atOnce: number): Limiter {
  const waiting: PromiseWithResolvers<void>[] = [];
  let free = atOnce;
  let closed = false;
  return {
    async run(work) {
      if (closed) throw new NotBegun();
      if (free > 0) free--;
      else {
        const turn = Promise.withResolvers<void>();
        waiting.push(turn);
        await turn.promise; // with the place of the one who left
      }
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next.resolve();
        else free++;
      }
    },
    close() {
      closed = true;
      for (const turn of waiting.splice(0)) turn.reject(new NotBegun());
    },
  };
}
