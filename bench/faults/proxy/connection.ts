import type { Socket } from 'node:net';
import { DelayLine } from './delay-line.ts';
import type { Pace } from './pace.ts';
import type { ActiveToxic, Direction } from './toxic.ts';

const other: Record<Direction, Direction> = { request: 'response', response: 'request' };

/** What a connection needs to know of its link. */
export interface Surroundings {
  active(): Iterable<ActiveToxic>;
  pace: Pace;
}

/**
 * One connection through the proxy.
 *
 *   caller ── request ─▶ [reset-before · reset-mid · blackhole-in] ─▶ delay line ─▶ called
 *   caller ◀─ delay line ◀─ [reset-after-request · cut · blackhole-out] ◀─ response ── called
 *
 * An exchange begins with the first bytes of the caller after bytes of the called one: exact for HTTP without pipelining,
 * a fair approximation for the protocols of brokers, which talk in both directions at once.
 */
export class Connection {
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #link: Surroundings;
  readonly #lines: Record<Direction, DelayLine>;
  #exchanges = 0;
  #answered = true;
  #loses: ActiveToxic | null = null;
  #cutAfter: number | null = null;
  /** Directions that swallow what comes, until the end. */
  readonly #deaf = new Set<Direction>();

  constructor(client: Socket, upstream: Socket, link: Surroundings, closed: () => void) {
    this.#client = client;
    this.#upstream = upstream;
    this.#link = link;
    this.#lines = {
      request: new DelayLine(client, upstream, (ms) => this.#held('request', ms)),
      response: new DelayLine(upstream, client, (ms) => this.#held('response', ms)),
    };
    client.setNoDelay(true);
    upstream.setNoDelay(true);
    client.on('data', (piece: Buffer) => this.#request(piece));
    upstream.on('data', (piece: Buffer) => this.#response(piece));
    client.on('end', () => this.#pass('request', null));
    upstream.on('end', () => this.#pass('response', null));
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.on('error', () => this.#deaf.size > 0 || other.resetAndDestroy());
      socket.on('close', () => {
        if (client.destroyed && upstream.destroyed) closed();
      });
    }
  }

  /** Whether something of it was swallowed: what follows would make no sense to whoever gets it. */
  get isDeaf(): boolean {
    return this.#deaf.size > 0;
  }

  /** RST to both sides. */
  reset(): void {
    for (const line of Object.values(this.#lines)) line.stop();
    for (const socket of [this.#client, this.#upstream]) if (!socket.destroyed) socket.resetAndDestroy();
  }

  #request(piece: Buffer): void {
    if (this.#answered) {
      this.#answered = false;
      if (this.#begin(piece)) return;
    }
    this.#pass('request', piece);
  }

  /** True when the exchange ends before it was passed on. */
  #begin(piece: Buffer): boolean {
    this.#cutAfter = null;
    const first = this.#exchanges++ === 0; // what befalls a new connection as such was decided when it was accepted
    for (const active of this.#link.active()) {
      const { toxic } = active;
      const decidedNow = toxic.kind === 'reset-before' && (toxic.oncePerCall || !first);
      if (decidedNow && active.strikes(piece)) {
        this.reset();
        return true;
      }
      if (toxic.kind === 'reset-mid' && active.strikes()) {
        this.#upstream.write(piece.subarray(0, Math.ceil(piece.length / 2)), () => this.reset());
        return true;
      }
      if (toxic.kind === 'reset-after-request' && active.strikes()) this.#loses = active;
      if (toxic.kind === 'cut' && active.strikes()) this.#cutAfter = toxic.afterBytes;
    }
    return false;
  }

  #response(piece: Buffer): void {
    this.#answered = true;
    if (this.#loses) {
      this.#client.resetAndDestroy();
      this.#upstream.end();
      return;
    }
    if (this.#cutAfter === null) return this.#pass('response', piece);
    const rest = piece.subarray(0, this.#cutAfter);
    this.#cutAfter -= rest.length;
    this.#pass('response', rest);
    if (this.#cutAfter > 0) return;
    this.#pass('response', null);
    this.#upstream.removeAllListeners('data').resume().end();
  }

  #held(direction: Direction, ms: number): void {
    for (const { toxic, held } of this.#link.active()) {
      if (toxic.kind === 'latency' && toxic.direction !== other[direction]) held?.record(ms * 1000);
    }
  }

  #pass(direction: Direction, piece: Buffer | null): void {
    for (const { toxic, toll } of this.#link.active()) {
      if (toxic.kind !== (direction === 'request' ? 'blackhole-in' : 'blackhole-out')) continue;
      this.#deaf.add(direction);
      toll.hits++;
      toll.bytes += piece?.length ?? 0;
    }
    if (this.#deaf.has(direction)) return;
    this.#lines[direction].push(piece, this.#link.pace(direction, piece?.length ?? 0, performance.now()));
  }
}
