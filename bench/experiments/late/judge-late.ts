import { type RatioInterval, ratioInterval } from '../../measure/bootstrap.ts';
import { unusedWords } from '../../measure/generator-doubts.ts';
import { medianOf } from '../../tools/soak/slope.ts';
import type { CatchUp } from './catch-up.ts';
import type { Behind, FanOut } from './fan-out.ts';

export interface FanOutRow {
  mode: string;
  listeners: number;
  /** Medians over the blocks. */
  serversMs: number;
  completionP50Ms: number;
  /** What one listener more costs services and broker per order, and what it takes itself; null: there is none, or no block has both. */
  eachMs: number | null;
  ownMs: number | null;
  /** CPU of services and broker against none; null: it is none, or fewer than two blocks have both. */
  times: RatioInterval | null;
}

/** Medians and ratios by mode and number, in their order, of those with a generator in order. Blocks are compared with themselves. */
export function fanOutRows(all: readonly FanOut[]): FanOutRow[] {
  const samples = all.filter(({ doubts }) => doubts.length === 0);
  const modes = [...new Set(samples.map(({ mode }) => mode))];
  const counts = [...new Set(samples.map(({ listeners }) => listeners))].sort((a, b) => a - b);
  return modes.flatMap((mode) =>
    counts.flatMap((listeners): FanOutRow[] => {
      const at = (count: number) =>
        samples.filter((one) => one.mode === mode && one.listeners === count).sort((a, b) => a.block - b.block);
      const own = at(listeners);
      if (own.length === 0) return [];
      const bases = at(0);
      const pairs = own.flatMap((one) => {
        const base = bases.find(({ block }) => block === one.block);
        return base === undefined || listeners === 0 ? [] : [[one.serversMs, base.serversMs] as const];
      });
      const more = pairs.map(([some, none]) => some - none);
      return [
        {
          mode,
          listeners,
          serversMs: medianOf(own.map(({ serversMs }) => serversMs)),
          completionP50Ms: medianOf(own.map(({ completionP50Ms }) => completionP50Ms)),
          eachMs: pairs.length === 0 ? null : medianOf(more) / listeners,
          ownMs: listeners === 0 ? null : medianOf(own.map(({ listenersMs }) => listenersMs)) / listeners,
          times:
            pairs.length < 2
              ? null
              : ratioInterval(
                  pairs.map(([some]) => some),
                  pairs.map(([, none]) => none),
                  1,
                ),
        },
      ];
    }),
  );
}

/** What is not used, and why. */
export const droppedIn = (samples: readonly FanOut[]): string[] =>
  unusedWords(samples, ({ listeners }) => `${listeners} listeners`);

/** What is not as it must be: whoever started late knows something else than what happened, or less than its medium tells, or never does. */
export function reasonsIn(all: readonly CatchUp[], behind: readonly Behind[]): string[] {
  return [
    ...all.flatMap(({ mode, exact, again }) => [
      ...(exact ? [] : [`${mode}: what late listeners know is not what happened since they heard of the first order`]),
      ...(again?.exact === false
        ? [`${mode}: after the outboxes were published again it is not all that happened`]
        : []),
    ]),
    ...behind.map(
      ({ mode, block, listeners, names, waitedMs }) =>
        `${mode}, block ${block}: ${names.length} of ${listeners} listeners did not know within ${waitedMs / 1000} s what was before them`,
    ),
  ];
}
