import type { Hello, LabEvent, Recorded, Recording } from '../../protocol/events.ts';

/** Plays a recording: greets with its first picture, and tells its events again in their own time. */
export class Replay {
  readonly #hello: Hello;
  readonly #events: LabEvent[];
  readonly #onHello: (hello: Hello) => void;
  readonly #onEvent: (event: LabEvent, isNew: boolean) => void;
  #next = 0;
  #clock: { since: number; fromMs: number } | null = null;

  /** `lines`: the recording, its first line first. `isNew`: it happens now, and is not only caught up with. */
  constructor(
    [head, ...events]: [Recording, ...Recorded[]],
    on: { hello: (hello: Hello) => void; event: (event: LabEvent, isNew: boolean) => void },
  ) {
    this.#hello = head.hello;
    this.#events = events.map(({ event }) => event);
    this.#onHello = on.hello;
    this.#onEvent = on.event;
    this.seek(0);
    this.play();
  }

  get fromMs(): number {
    return this.#hello.atMs;
  }
  get lengthMs(): number {
    return Math.max(0, (this.#events.at(-1)?.atMs ?? this.fromMs) - this.fromMs);
  }
  get isPlaying(): boolean {
    return this.#clock !== null;
  }
  /** Since its beginning. */
  get atMs(): number {
    const clock = this.#clock;
    return clock === null ? this.#heldMs : Math.min(clock.fromMs + performance.now() - clock.since, this.lengthMs);
  }
  #heldMs = 0;

  play(): void {
    if (this.#heldMs >= this.lengthMs) this.seek(0);
    this.#clock = { since: performance.now(), fromMs: this.#heldMs };
    this.#step();
  }

  pause(): void {
    this.#heldMs = this.atMs;
    this.#clock = null;
  }

  /** Goes to a moment, in milliseconds since the beginning: begins anew and catches up. */
  seek(toMs: number): void {
    this.#heldMs = toMs;
    if (this.#clock !== null) this.#clock = { since: performance.now(), fromMs: toMs };
    this.#next = 0;
    this.#onHello(this.#hello);
    this.#tellUntil(toMs, false);
  }

  #tellUntil(toMs: number, isNew: boolean): void {
    for (
      let event = this.#events[this.#next];
      event && event.atMs - this.fromMs <= toMs;
      event = this.#events[++this.#next]
    ) {
      this.#onEvent(event, isNew);
    }
  }

  #step = (): void => {
    if (this.#clock === null) return;
    this.#tellUntil(this.atMs, true);
    if (this.atMs >= this.lengthMs) this.pause();
    else setTimeout(this.#step, 50);
  };
}

/** The lines of a recording as the lab keeps it: JSON, one object a line. What was cut off in the middle is left out. */
export function readRecording(text: string): [Recording, ...Recorded[]] {
  const [head = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const events = lines.flatMap((line) => {
    try {
      return JSON.parse(line) as Recorded;
    } catch {
      return [];
    }
  });
  return [JSON.parse(head) as Recording, ...events];
}
