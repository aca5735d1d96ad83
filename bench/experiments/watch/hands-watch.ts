import type { Lab } from '../../lab/lab.ts';
import { readWarehouseLoad } from '../../lab/warehouse/warehouse.ts';
import type { WorkAbove } from '../../record/work-cell.ts';

/** What the hands of inventory did between two looks, as the warehouse sees it: a hand is held for an ask. */
type Hands = Pick<WorkAbove, 'atWork' | 'workMs'>;

/** Counters of the warehouse at one moment: order-seconds, and orders it has done; `atNs`: when it said so. */
interface Look {
  atNs: bigint;
  atWorkSeconds: number;
  done: number;
}

/** Looks at the warehouse at two moments; nothing is asked in between. */
export function watchHands({ urls: { warehouse: url } }: Lab) {
  const looks: Promise<Look | null>[] = [];
  return {
    look: (): void => void looks.push(url === undefined ? Promise.resolve(null) : lookAt(url)),
    /** Of the first two looks; null what one of them could not see. */
    async between(): Promise<Hands> {
      const [first = null, last = null] = await Promise.all(looks);
      return handsBetween(first, last);
    },
  };
}

const lookAt = (url: string): Promise<Look | null> =>
  readWarehouseLoad(url).then(
    (load) => ({ atNs: process.hrtime.bigint(), ...load }),
    () => null,
  );

export function handsBetween(first: Look | null, last: Look | null): Hands {
  const seconds = first && last ? Number(last.atNs - first.atNs) / 1e9 : 0;
  if (!first || !last || seconds <= 0) return { atWork: null, workMs: null };
  const atWorkSeconds = last.atWorkSeconds - first.atWorkSeconds;
  const done = last.done - first.done;
  return {
    atWork: round(atWorkSeconds / seconds),
    workMs: done > 0 ? round((1000 * atWorkSeconds) / done) : null,
  };
}

const round = (value: number) => Math.round(value * 100) / 100;
