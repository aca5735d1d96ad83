import { parentPort, workerData } from 'node:worker_threads';
import { aheadNs, BELL, COMING, type PacerMemory, RUNG, SKIP, WAKE } from './pacer-memory.ts';

// The doorbell: sleeps until shortly before the next intended send time and rings once. It never sends, so a stall of the main thread
// only makes the bell stay rung; how late that was, the main thread sees for itself.
const { control, times, offsetsNs } = workerData as PacerMemory;

/** When the schedule's start is, in milliseconds of this thread's clock. No BigInt in the loop: garbage would delay it. */
const startOnThisClock = () =>
  performance.now() + Number(Atomics.load(times, 0) - Atomics.load(times, 1) - process.hrtime.bigint()) / 1e6;

let version = Atomics.load(control, WAKE);
let startMs = startOnThisClock();
const ringMs = (n: number) => ((offsetsNs[n] ?? 0) - aheadNs(offsetsNs, n)) / 1e6;
for (let n = 0; n < offsetsNs.length; ) {
  if (Atomics.load(control, WAKE) !== version) {
    version = Atomics.load(control, WAKE);
    startMs = startOnThisClock();
    n = Math.max(n, Atomics.load(control, SKIP));
  }
  const nowMs = performance.now() - startMs;
  const waitMs = ringMs(n) - nowMs;
  if (waitMs > 0) {
    Atomics.wait(control, WAKE, version, waitMs); // woken early only when the start is known or a phase is skipped
    continue;
  }
  while (n < offsetsNs.length && ringMs(n) <= nowMs) n += 1;
  Atomics.store(control, COMING, n - 1);
  if (Atomics.exchange(control, BELL, RUNG) !== RUNG) parentPort?.postMessage(null);
}
