import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { BELL, CELLS, COMING, type PacerMemory, SKIP, WAKE } from './pacer-memory.ts';

/** Requests that are due are sent so many at once. */
export const AT_ONCE = 32;

/**
 * Rings shortly before the next intended send time.
 *
 *   pacing thread: Atomics.wait ─▶ ring (a message, at most one pending) ─▶ main thread: sends all that is due, and asks
 *                                                                           again until what was rung for is
 *
 * Wake-up lateness and CPU of the ways tried, bare loop without HTTP, Poisson, 2-core machine, Node 24.21, 3 s each:
 *
 * | way                                   | 100/s p50 · p99 · CPU  | 1,000/s                | 5,000/s                |
 * |---------------------------------------|------------------------|------------------------|------------------------|
 * | setTimeout, whole milliseconds        | 589 · 1164 µs ·  1%    | 552 · 1077 µs ·  3%    | 538 · 1078 µs ·   3%   |
 * | setTimeout to 1 ms before, then spin  |   1 ·  546 µs · 14%    |   1 ·   53 µs · 79%    |   1 ·   49 µs · 103%   |
 * | main thread blocks 0.2 ms at a time   |  74 ·  114 µs ·  9%    |  73 ·  108 µs · 10%    |  74 ·  137 µs ·  14%   |
 * | thread, Atomics.wait, waitAsync       | 152 ·  960 µs ·  2%    |  95 ·  191 µs ·  5%    |  89 ·  289 µs ·  14%   |
 * | thread, Atomics.wait, message         | 170 ·  458 µs ·  2%    |  97 ·  270 µs ·  5%    |  92 ·  201 µs ·  15%   |
 * | the same, timer slack 1 ns (this)     | 112 ·  660 µs ·  2%    |  48 ·  178 µs ·  5%    |  43 ·  198 µs ·  17%   |
 *
 * Blocking the main thread would delay answers by as much as it blocks; spinning takes half of a 2-core machine. To be rung
 * for a little earlier (`aheadNs`) and to spin for the rest of it, answers being heard in between, halves the send delay
 * where requests are seldom: 100/s, on a slower machine of the same size, in turn: 0.57 and 0.89 ms before, 0.28 and 0.59 ms
 * with it (p50), for 1 to 2% of a core; at 5,000/s nothing changes.
 */
export class Pacer {
  private readonly memory: PacerMemory;
  private readonly thread: Worker;
  private readonly onRing: () => boolean;
  private goesOn = false;

  /**
   * `onRing` sends what is due and says whether it left some of it: it must bound what it sends at once. Answers and messages are
   * heard in between, so that a load beyond what this process can send is still told how it goes, and can be stopped.
   */
  constructor(offsetsNs: Float64Array<SharedArrayBuffer>, onRing: () => boolean) {
    tightenTimerSlack();
    this.onRing = onRing;
    this.memory = {
      control: new Int32Array(new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT)),
      times: new BigInt64Array(new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT)),
      offsetsNs,
    };
    Atomics.store(this.memory.times, 0, 2n ** 62n); // not started: everything is far away
    this.thread = new Worker(new URL('./pacer-thread.ts', import.meta.url), { workerData: this.memory });
    this.thread.on('message', () => {
      Atomics.store(this.memory.control, BELL, 0);
      if (!this.goesOn) this.send();
    });
  }

  private send(): void {
    const early = process.hrtime.bigint() < this.comingNs(); // read before anything is sent, so that nothing falls in between
    this.goesOn = this.onRing() || early;
    if (this.goesOn) setImmediate(() => this.send());
  }

  /** When, on the monotonic clock, the arrival is due that was rung for last. */
  private comingNs(): bigint {
    const { control, times, offsetsNs } = this.memory;
    const offsetNs = offsetsNs[Atomics.load(control, COMING)] ?? 0;
    return Atomics.load(times, 0) - Atomics.load(times, 1) + BigInt(Math.round(offsetNs));
  }

  /** Resolves when the thread runs, and so a start time can be kept. */
  async ready(): Promise<void> {
    await once(this.thread, 'online');
  }

  /** `startNs`: when, on the monotonic clock, offset 0 is due. */
  start(startNs: bigint): void {
    Atomics.store(this.memory.times, 0, startNs);
    this.wake();
  }

  /** Leaves out the arrivals before `next` and moves all later ones `byNs` nanoseconds towards the start. */
  skip(next: number, byNs: number): void {
    Atomics.add(this.memory.times, 1, BigInt(byNs));
    Atomics.store(this.memory.control, SKIP, next); // SKIP and times first, then WAKE: the thread reads them after it
    this.wake();
  }

  /** Offsets that were Infinity until now have a time: look again. */
  extended(): void {
    this.wake();
  }

  async stop(): Promise<void> {
    await this.thread.terminate();
  }

  private wake(): void {
    Atomics.add(this.memory.control, WAKE, 1);
    Atomics.notify(this.memory.control, WAKE);
  }
}

/** Linux rounds every sleep up by 50 µs unless told otherwise; threads made later inherit it (proc_pid_timerslack_ns(5)). */
function tightenTimerSlack(): void {
  try {
    writeFileSync('/proc/self/timerslack_ns', '1');
  } catch {
    // Not Linux, or not allowed: sends are then some 50 µs later, and the send-delay histogram shows it.
  }
}
