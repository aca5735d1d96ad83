import { parentPort, workerData } from 'node:worker_threads';
import { BELL, type PacerMemory, RUNG, SKIP, WAKE } from './pacer-memory.ts';

// The doorbell: sleeps until the next intended send time and rings once. It never sends, so a stall of the main thread
// only makes the bell stay rung; how late that was, the main thread sees for itself.
const { control, times, offsetsNs } = workerData as PacerMemory;

/** When the schedule's start is, in milliseconds of this thread's clock. No BigInt in the loop: garbage would delay it. */
const startOnThisClock = () =>
  performance.now() + Number(Atomics.load(times, 0) - Atomics.load(times, 1) - process.hrtime.bigint()) / 1e6;

let version = Atomics.load(control, WAKE);
let startMs = startOnThisClock();
for (let n = 0; n < offsetsNs.length; ) {
  if (Atomics.load(control, WAKE) !== version) {
    version = Atomics.load(control, WAKE);
    startMs = startOnThisClock();
    n = Math.max(n, Atomics.load(control, SKIP));
  }
  const nowMs = performance.now() - startMs;
  const waitMs = (offsetsNs[n] ?? 0) / 1e6 - nowMs;
  if (waitMs > 0) {
    Atomics.wait(control, WAKE, version, waitMs); // woken early only when the start is known or a phase is skipped
    continue;
  }
  while (n < offsetsNs.length && (offsetsNs[n] ?? 0) / 1e6 <= nowMs) n += 1;
  if (Atomics.exchange(control, BELL, RUNG) !== RUNG) parentPort?.postMessage(null);
}
