import { sum } from '../../measure/sums.ts';
import { medianOf } from '../soak/slope.ts';
import type { StoredSample } from './measure-stored.ts';

/** So much more than beside the first number of stored orders passes for none: what two runs on two cores differ by. */
export const MOST_MORE = 1.15;

type Figure = 'completionP50Ms' | 'cpuMsPerOrder' | 'memoryMiB' | 'readyAfterMs';
type Sample = Pick<StoredSample, 'mode' | 'orders' | 'block' | 'accepted' | 'notCompleted' | Figure>;

export interface StoredRow extends Record<Figure, number> {
  mode: string;
  orders: number;
  /** Against the first number of orders: medians of the blocks' ratios. Null: it is the first. */
  times: { completion: number | null; cpu: number | null };
}

/** Medians over the blocks, in the order in which modes and numbers came first, and what is not flat or was lost. */
export function judgeStored(samples: readonly Sample[]): { rows: StoredRow[]; reasons: string[] } {
  const reasons: string[] = [];
  const modes = [...new Set(samples.map(({ mode }) => mode))].sort();
  const numbers = [...new Set(samples.map(({ orders }) => orders))].sort((a, b) => a - b);
  const [first = 0] = numbers;
  const rows = modes.flatMap((mode) =>
    numbers.map((orders): StoredRow => {
      const own = samples.filter((sample) => sample.mode === mode && sample.orders === orders);
      const median = (figure: Figure) => medianOf(own.map((sample) => sample[figure]));
      const times = (figure: Figure) =>
        orders === first
          ? null
          : medianOf(
              own.flatMap((sample) => {
                const base = samples.find(
                  (one) => one.mode === mode && one.orders === first && one.block === sample.block,
                );
                return base === undefined ? [] : [sample[figure] / base[figure]];
              }),
            );
      const more = { completion: times('completionP50Ms'), cpu: times('cpuMsPerOrder') };
      for (const [what, value] of Object.entries({ 'time to completion': more.completion, CPU: more.cpu })) {
        if (value !== null && value > MOST_MORE) {
          reasons.push(
            `${mode}: beside ${orders} stored orders one takes ${value.toFixed(2)} times the ${what} of one beside ${first}`,
          );
        }
      }
      const lost = sum(own, ({ notCompleted }) => notCompleted);
      if (lost > 0) reasons.push(`${mode}: ${lost} accepted orders were not completed beside ${orders} stored ones`);
      return {
        mode,
        orders,
        completionP50Ms: median('completionP50Ms'),
        cpuMsPerOrder: median('cpuMsPerOrder'),
        memoryMiB: median('memoryMiB'),
        readyAfterMs: median('readyAfterMs'),
        times: more,
      };
    }),
  );
  return { rows, reasons };
}
