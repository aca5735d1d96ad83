import type { Socket } from 'node:net';

/** More than this much waiting, and the sender is made to wait. */
const HIGH_WATER_BYTES = 1 << 20;

/** Carries the bytes of one direction of one connection, each piece not before its time, in order, with backpressure. */
export class DelayLine {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #onHeld: (ms: number) => void;
  #waiting: { piece: Buffer | null; due: number; came: number }[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `onHeld` is told how many milliseconds each piece was held here. */
  constructor(from: Socket, to: Socket, onHeld: (ms: number) => void) {
    this.#onHeld = onHeld;
    this.#from = from;
    this.#to = to;
    to.on('drain', () => this.#regulate());
  }

  /** `null` ends the direction. */
  push(piece: Buffer | null, due: number): void {
    const came = performance.now();
    if (this.#waiting.length === 0 && due <= came) this.#pass(piece, came);
    else {
      this.#waiting.push({ piece, due: Math.max(due, this.#waiting.at(-1)?.due ?? 0), came });
      this.#bytes += piece?.length ?? 0;
      if (this.#waiting.length === 1) this.#wait();
    }
    this.#regulate();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #wait(): void {
    const [next] = this.#waiting;
    if (next) this.#timer = setTimeout(() => this.#flush(), Math.max(0, next.due - performance.now()));
  }

  #flush(): void {
    const now = performance.now() + 0.5; // timers fire up to a millisecond early
    while (this.#waiting[0] && this.#waiting[0].due <= now) {
      const { piece, came } = this.#waiting.shift() as { piece: Buffer | null; came: number };
      this.#bytes -= piece?.length ?? 0;
      this.#pass(piece, came);
    }
    this.#wait();
    this.#regulate();
  }

  #pass(piece: Buffer | null, came: number): void {
    if (this.#to.destroyed) return;
    if (piece === null) return void this.#to.end();
    this.#to.write(piece);
    this.#onHeld(performance.now() - came);
  }

  #regulate(): void {
    const full = this.#bytes + this.#to.writableLength > HIGH_WATER_BYTES;
    if (full) this.#from.pause();
    else if (this.#from.isPaused()) this.#from.resume();
  }
}
