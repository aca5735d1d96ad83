import type { LabEvent } from '../protocol/events.ts';

/** As it is sent: an id, and the event as JSON. */
interface Sent {
  n: number;
  id: string;
  kind: LabEvent['kind'];
  json: string;
}
export type Listener = (sent: Sent) => void;

/** How much of the past is kept for pages that were away: 30 s of the busiest lab are some 5 MB. */
const MOST_CHARACTERS = 16_000_000;

/**
 * Numbers the events, hands them to whoever listens, and keeps a bounded past, so that a page that was away is sent what
 * it missed, or told that it cannot be.
 */
export class LabStream {
  readonly run: string;
  #n = 0;
  #characters = 0;
  readonly #past: Sent[] = [];
  readonly #listeners = new Set<Listener>();
  readonly #most: number;

  constructor(run: string, mostCharacters = MOST_CHARACTERS) {
    this.run = run;
    this.#most = mostCharacters;
  }

  publish(event: LabEvent): void {
    this.#n += 1;
    const sent: Sent = { n: this.#n, id: `${this.run}.${this.#n}`, kind: event.kind, json: JSON.stringify(event) };
    this.#past.push(sent);
    this.#characters += sent.json.length;
    while (this.#characters > this.#most && this.#past.length > 1) {
      this.#characters -= this.#past.shift()?.json.length ?? 0;
    }
    for (const listener of this.#listeners) listener(sent);
  }

  /** Everything after what was seen last, oldest first; null where that is not known, or what followed it is no longer kept. */
  since(seenLast: string): readonly Sent[] | null {
    const [, run, count] = /^(.+)\.(\d+)$/.exec(seenLast) ?? [];
    const n = Number(count);
    if (run !== this.run || n > this.#n) return null;
    const oldest = this.#past[0]?.n ?? this.#n + 1;
    return n + 1 < oldest ? null : this.#past.slice(n + 1 - oldest);
  }

  /** Calls back for every event from now on. Returns how to end that. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
