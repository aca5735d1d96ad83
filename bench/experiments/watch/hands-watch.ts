import { sumOf } from '../../../common/observe/metrics-reader.ts';
import { shownAt } from '../../../common/observe/shown-at.ts';
import type { Lab } from '../../lab/lab.ts';
import { readWarehouseLoad } from '../../lab/warehouse/warehouse.ts';
import type { WorkAbove } from '../../record/work-cell.ts';

/** What the hands of inventory did between two looks. */
type Hands = Pick<WorkAbove, 'atWork' | 'workMs' | 'handMs'>;

/** Counters at one moment; each part null where it could not be read, or there is none. */
interface Look {
  /** Order-seconds at the warehouse, and orders it has done; `atNs`: when it said so. */
  warehouse: { atNs: bigint; atWorkSeconds: number; done: number } | null;
  hands: { seconds: number; handled: number } | null;
}

/** A service with all hands full answers late, not never: two looks are seconds apart. */
const PATIENCE_MS = 10_000;

/** Looks at the warehouse and at inventory at two moments; nothing is asked in between. */
export function watchHands(lab: Lab) {
  const looks: Promise<Look>[] = [];
  return {
    look: (): void => void looks.push(lookAt(lab)),
    /** Of the first two looks; null what one of them could not see. */
    async between(): Promise<Hands> {
      const [first, last] = await Promise.all(looks);
      return first && last ? handsBetween(first, last) : { atWork: null, workMs: null, handMs: null };
    },
  };
}

/** What is not read leaves the other part as it is: both are asked at once, and one of them may be busy. */
async function lookAt({ urls: { warehouse: url, inventory } }: Lab): Promise<Look> {
  const [warehouse, hands] = await Promise.all([
    url === undefined
      ? null
      : readWarehouseLoad(url).then((load) => ({ atNs: process.hrtime.bigint(), ...load }), noFigure),
    fetch(`${inventory}/metrics`, { headers: await shownAt(inventory ?? ''), signal: AbortSignal.timeout(PATIENCE_MS) })
      .then((response) => response.text())
      .then(
        (metrics) => ({
          seconds: sumOf(metrics, 'message_handler_duration_seconds_sum'),
          handled: sumOf(metrics, 'message_handler_duration_seconds_count'),
        }),
        noFigure,
      ),
  ]);
  return { warehouse, hands };
}

const noFigure = () => null;

export const handsBetween = (first: Look, last: Look): Hands => ({
  ...workBetween(first.warehouse, last.warehouse),
  handMs: meanMs(first.hands, last.hands, ({ seconds, handled }) => [seconds, handled]),
});

function workBetween(first: Look['warehouse'], last: Look['warehouse']): Pick<Hands, 'atWork' | 'workMs'> {
  const seconds = first && last ? Number(last.atNs - first.atNs) / 1e9 : 0;
  if (!first || !last || seconds <= 0) return { atWork: null, workMs: null };
  return {
    atWork: round((last.atWorkSeconds - first.atWorkSeconds) / seconds),
    workMs: meanMs(first, last, ({ atWorkSeconds, done }) => [atWorkSeconds, done]),
  };
}

/** Of sums of seconds and of how many they are; null where none came between. */
function meanMs<Sums>(first: Sums | null, last: Sums | null, of: (sums: Sums) => [number, number]): number | null {
  if (first === null || last === null) return null;
  const [before, after] = [of(first), of(last)];
  const many = after[1] - before[1];
  return many > 0 ? round((1000 * (after[0] - before[0])) / many) : null;
}

const round = (value: number) => Math.round(value * 100) / 100;
