import { parentPort, workerData } from 'node:worker_threads';
import { BELL, type PacerMemory, RUNG, SKIP, WAKE } from './pacer-memory.ts';

// The doorbell: sleeps until the next intended send time and rings once. It never sends, so a stall of the main thread
// only makes the bell stay rung; how late that was, the main thread sees for itself.
const { control, times, offsetsNs } = workerData as PacerMemory;

for (let n = 0; n < offsetsNs.length; ) {
  n = Math.max(n, Atomics.load(control, SKIP));
  const version = Atomics.load(control, WAKE);
  const sinceStartNs = Number(process.hrtime.bigint() - Atomics.load(times, 0) + Atomics.load(times, 1));
  const waitNs = (offsetsNs[n] ?? 0) - sinceStartNs;
  if (waitNs > 0) {
    Atomics.wait(control, WAKE, version, waitNs / 1e6); // woken early only when a phase is skipped
    continue;
  }
  while (n < offsetsNs.length && (offsetsNs[n] ?? 0) <= sinceStartNs) n += 1;
  if (Atomics.exchange(control, BELL, RUNG) !== RUNG) parentPort?.postMessage(null);
}
