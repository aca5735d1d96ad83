import { unusedWords } from '../../measure/generator-doubts.ts';
import { sum } from '../../measure/sums.ts';
import { medianOf } from '../soak/slope.ts';
import type { StoredSample } from './measure-stored.ts';

/** So much more than beside the first number of stored orders passes for none: what two runs on two cores differ by. */
export const MOST_MORE = 1.15;

type Figure = 'completionP50Ms' | 'cpuMsPerOrder' | 'memoryMiB' | 'readyAfterMs';
type Sample = Pick<StoredSample, 'mode' | 'orders' | 'block' | 'accepted' | 'notCompleted' | 'doubts' | Figure>;

export interface StoredRow extends Record<Figure, number> {
  mode: string;
  orders: number;
  /** Against the first number of orders, which is 1: medians of the blocks' ratios. Null: no block has a figure of both. */
  times: { completion: number | null; cpu: number | null };
}

/**
 * Medians over the blocks, in the order in which modes and numbers came first, and what is not flat or was lost. What was measured
 * with a generator that was not in order is `dropped`: an order that it lost is lost all the same.
 */
export function judgeStored(samples: readonly Sample[]): { rows: StoredRow[]; reasons: string[]; dropped: string[] } {
  const reasons: string[] = [];
  const modes = [...new Set(samples.map(({ mode }) => mode))].sort();
  const numbers = [...new Set(samples.map(({ orders }) => orders))].sort((a, b) => a - b);
  const [first = 0] = numbers;
  const used = samples.filter(({ doubts }) => doubts.length === 0);
  const rows = modes.flatMap((mode) =>
    numbers.flatMap((orders): StoredRow[] => {
      const isOwn = (sample: Sample) => sample.mode === mode && sample.orders === orders;
      const lost = sum(samples.filter(isOwn), ({ notCompleted }) => notCompleted);
      if (lost > 0) reasons.push(`${mode}: ${lost} accepted orders were not completed beside ${orders} stored ones`);
      const own = used.filter(isOwn);
      if (own.length === 0) return [];
      const median = (figure: Figure) => medianOf(own.map((sample) => sample[figure]));
      const bases = used.filter((one) => one.mode === mode && one.orders === first);
      const times = (figure: Figure) => timesOf(figure, own, bases);
      const more = { completion: times('completionP50Ms'), cpu: times('cpuMsPerOrder') };
      for (const [what, value] of Object.entries({ 'time to completion': more.completion, CPU: more.cpu })) {
        if (value !== null && value > MOST_MORE) {
          reasons.push(
            `${mode}: beside ${orders} stored orders one takes ${value.toFixed(2)} times the ${what} of one beside ${first}`,
          );
        }
      }
      return [
        {
          mode,
          orders,
          completionP50Ms: median('completionP50Ms'),
          cpuMsPerOrder: median('cpuMsPerOrder'),
          memoryMiB: median('memoryMiB'),
          readyAfterMs: median('readyAfterMs'),
          times: more,
        },
      ];
    }),
  );
  const dropped = unusedWords(samples, ({ orders }) => `${orders} stored orders`);
  return { rows, reasons, dropped };
}

function timesOf(figure: Figure, own: readonly Sample[], bases: readonly Sample[]): number | null {
  const ratios = own.flatMap((sample) => {
    const base = bases.find(({ block }) => block === sample.block);
    return base === undefined ? [] : [sample[figure] / base[figure]];
  });
  return ratios.length === 0 ? null : medianOf(ratios);
}

/** Whether each number of orders of so many modes was compared with the first: otherwise what was found is not all. */
export const isWhole = (rows: readonly StoredRow[], cells: number): boolean =>
  rows.length === cells && rows.every(({ times }) => times.completion !== null && times.cpu !== null);
