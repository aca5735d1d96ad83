import { AT_ONCE, Pacer } from '../../load/pacer.ts';

const LEAD_MS = 50;
const NS = 1e6;

/** When something was to be done, in milliseconds of `performance.now()`, and how much later it was. */
export interface Moment {
  intendedMs: number;
  lateMs: number;
}

/**
 * Does each thing in turn once its time after the start has come, and never before. `atMs` grows. Resolves after the last. A timer alone
 * would be late by up to 2 ms whenever it rang. `ready`: called before the start, once every thread of ours is there.
 */
export async function paced<Item extends { atMs: number }>(
  items: readonly Item[],
  act: (item: Item, moment: Moment) => void,
  ready: () => void = () => {},
): Promise<void> {
  if (items.length === 0) return;
  const offsetsNs = new Float64Array(new SharedArrayBuffer(items.length * Float64Array.BYTES_PER_ELEMENT));
  offsetsNs.set(items.map(({ atMs }) => atMs * NS));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let [next, startNs, startMs] = [0, 0n, 0];
  const pacer = new Pacer(offsetsNs, () => {
    for (let acted = 0; acted < AT_ONCE; acted++) {
      const item = items[next];
      const lateMs = item ? (Number(process.hrtime.bigint() - startNs) - (offsetsNs[next] ?? 0)) / NS : -1;
      if (!item || lateMs < 0) return false;
      next++;
      try {
        act(item, { intendedMs: startMs + item.atMs, lateMs });
      } catch (error) {
        reject(error);
        return false;
      }
      if (next === items.length) resolve();
    }
    return true;
  });
  try {
    await pacer.ready();
    ready();
    startNs = process.hrtime.bigint() + BigInt(LEAD_MS * NS);
    startMs = performance.now() + LEAD_MS;
    pacer.start(startNs);
    await promise;
  } finally {
    await pacer.stop();
  }
}
