import { sumOf } from '../../../common/observe/metrics-reader.ts';
import type { Lab } from '../../lab/lab.ts';
import { readWarehouseLoad } from '../../lab/warehouse/warehouse.ts';
import type { WorkAbove } from '../../record/work-cell.ts';

/** What the hands of inventory did between two looks. */
type Hands = Pick<WorkAbove, 'atWork' | 'workMs' | 'handMs'>;

interface Look {
  atNs: bigint;
  /** Order-seconds at the warehouse, and orders it has done; null: there is none. */
  warehouse: { atWorkSeconds: number; done: number } | null;
  handSeconds: number;
  handled: number;
}

/** Looks at the warehouse and at inventory at two moments; nothing is asked in between. */
export function watchHands(lab: Lab) {
  const looks: Promise<Look | null>[] = [];
  return {
    look: (): void => void looks.push(lookAt(lab).catch(() => null)),
    /** Of the first two looks; all null where one of them failed. */
    async between(): Promise<Hands> {
      const [first, last] = await Promise.all(looks);
      return first && last ? handsBetween(first, last) : { atWork: null, workMs: null, handMs: null };
    },
  };
}

async function lookAt({ urls }: Lab): Promise<Look> {
  const { warehouse, inventory } = urls;
  const [load, metrics] = await Promise.all([
    warehouse === undefined ? null : readWarehouseLoad(warehouse),
    fetch(`${inventory}/metrics`, { signal: AbortSignal.timeout(2000) }).then((response) => response.text()),
  ]);
  return {
    atNs: process.hrtime.bigint(),
    warehouse: load,
    handSeconds: sumOf(metrics, 'message_handler_duration_seconds_sum'),
    handled: sumOf(metrics, 'message_handler_duration_seconds_count'),
  };
}

export function handsBetween(first: Look, last: Look): Hands {
  const seconds = Number(last.atNs - first.atNs) / 1e9;
  const atWorkSeconds = (last.warehouse?.atWorkSeconds ?? 0) - (first.warehouse?.atWorkSeconds ?? 0);
  const done = (last.warehouse?.done ?? 0) - (first.warehouse?.done ?? 0);
  const handled = last.handled - first.handled;
  return {
    atWork: last.warehouse ? round(atWorkSeconds / seconds) : null,
    workMs: done > 0 ? round((1000 * atWorkSeconds) / done) : null,
    handMs: handled > 0 ? round((1000 * (last.handSeconds - first.handSeconds)) / handled) : null,
  };
}

const round = (value: number) => Math.round(value * 100) / 100;
