import type { Socket } from 'node:net';

/** More than this much waiting, and the sender is made to wait. */
const HIGH_WATER_BYTES = 1 << 20;

/** Carries the bytes of one direction of one connection, each piece not before its time, in order, with backpressure. */
export class DelayLine {
  readonly #from: Socket;
  readonly #to: Socket;
  #waiting: { piece: Buffer | null; due: number }[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket) {
    this.#from = from;
    this.#to = to;
    to.on('drain', () => this.#regulate());
  }

  /** `null` ends the direction. */
  push(piece: Buffer | null, due: number): void {
    if (this.#waiting.length === 0 && due <= performance.now()) this.#pass(piece);
    else {
      this.#waiting.push({ piece, due: Math.max(due, this.#waiting.at(-1)?.due ?? 0) });
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
      const { piece } = this.#waiting.shift() as { piece: Buffer | null };
      this.#bytes -= piece?.length ?? 0;
      this.#pass(piece);
    }
    this.#wait();
    this.#regulate();
  }

  #pass(piece: Buffer | null): void {
    if (this.#to.destroyed) return;
    if (piece === null) this.#to.end();
    else this.#to.write(piece);
  }

  #regulate(): void {
    const full = this.#bytes + this.#to.writableLength > HIGH_WATER_BYTES;
    if (full) this.#from.pause();
    else if (this.#from.isPaused()) this.#from.resume();
  }
}
