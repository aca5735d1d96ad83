import { type RatioInterval, ratioInterval } from '../../measure/bootstrap.ts';
import { medianOf } from '../../tools/soak/slope.ts';
import type { CatchUp } from './catch-up.ts';
import type { FanOut } from './fan-out.ts';

export interface FanOutRow {
  mode: string;
  listeners: number;
  /** Medians over the blocks. */
  serversMs: number;
  completionP50Ms: number;
  /** What one listener more costs services and broker per order, and what it takes itself; null: there is none. */
  eachMs: number | null;
  ownMs: number | null;
  /** CPU of services and broker against none; null: it is none, or there is one block. */
  times: RatioInterval | null;
}

/** Medians and ratios by mode and number, in their order. Blocks are compared with themselves. */
export function fanOutRows(samples: readonly FanOut[]): FanOutRow[] {
  const modes = [...new Set(samples.map(({ mode }) => mode))];
  const counts = [...new Set(samples.map(({ listeners }) => listeners))].sort((a, b) => a - b);
  return modes.flatMap((mode) =>
    counts.map((listeners): FanOutRow => {
      const at = (count: number) =>
        samples.filter((one) => one.mode === mode && one.listeners === count).sort((a, b) => a.block - b.block);
      const [own, base] = [at(listeners), at(0)];
      const more = own.map(({ serversMs }, block) => serversMs - (base[block]?.serversMs ?? Number.NaN));
      const servers = (some: readonly FanOut[]) => some.map(({ serversMs }) => serversMs);
      return {
        mode,
        listeners,
        serversMs: medianOf(servers(own)),
        completionP50Ms: medianOf(own.map(({ completionP50Ms }) => completionP50Ms)),
        eachMs: listeners === 0 ? null : medianOf(more) / listeners,
        ownMs: listeners === 0 ? null : medianOf(own.map(({ listenersMs }) => listenersMs)) / listeners,
        times: listeners === 0 || own.length < 2 ? null : ratioInterval(servers(own), servers(base), 1),
      };
    }),
  );
}

/** What is not as it must be: whoever started late knows something else than what happened, or less than its medium tells. */
export function reasonsIn(all: readonly CatchUp[]): string[] {
  return all.flatMap(({ mode, exact, again }) => [
    ...(exact ? [] : [`${mode}: what late listeners know is not what happened since they heard of the first order`]),
    ...(again?.exact === false ? [`${mode}: after the outboxes were published again it is not all that happened`] : []),
  ]);
}
