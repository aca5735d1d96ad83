import { hash } from 'node:crypto';
import { type EncodedLatencies, Latencies, mergeLatencies } from '../../measure/latencies.ts';

/** Towards the one that was called (`request`), or back to the caller (`response`). */
export type Direction = 'request' | 'response';

/** Which exchanges are hit: a share of them, drawn from the seed, and no two within `everyMs` of one another. */
interface Chance {
  share: number;
  everyMs: number;
}

/** What a link can suffer. Milliseconds and bytes; plain JSON, since it crosses a process boundary. */
export type Toxic =
  | { kind: 'latency'; ms: number; jitterMs: number; direction: Direction | 'both' }
  /** All connections of the link share it, each direction has its own. */
  | { kind: 'bandwidth'; bytesPerSecond: number }
  /** Nobody listens; what was open is reset. */
  | { kind: 'refuse' }
  /**
   * RST when a connection is accepted or, on one that is used again, when the next request begins to arrive. `oncePerCall`:
   * always when a request begins to arrive, and the same bytes again, which are its repetition, pass.
   */
  | ({ kind: 'reset-before'; oncePerCall?: boolean } & Chance)
  /** RST when half of the first piece of a request was passed on. */
  | ({ kind: 'reset-mid' } & Chance)
  /** The request arrives; RST when the first byte of its answer comes. */
  | ({ kind: 'reset-after-request' } & Chance)
  /** Requests vanish, and their connections stay silent for good, as behind a firewall that forgot them. */
  | { kind: 'blackhole-in' }
  /** The same for answers: the request has its effect. */
  | { kind: 'blackhole-out' }
  /** An orderly end when this many bytes of an answer were passed on. */
  | ({ kind: 'cut'; afterBytes: number } & Chance);

/** What a toxic did, counted by the proxy: what a fault shows as its witness. */
export interface Toll {
  /** Exchanges, pieces or connections it took hold of. */
  hits: number;
  /** Bytes it delayed or swallowed. */
  bytes: number;
  /** Of a latency: how long each piece was really held, in microseconds. */
  held?: EncodedLatencies;
}

/** Of several together. */
export function sumOfTolls(tolls: readonly Toll[]): Toll {
  const held = tolls.flatMap((toll) => toll.held ?? []).map((each) => Latencies.decode(each));
  return {
    hits: tolls.reduce((sum, { hits }) => sum + hits, 0),
    bytes: tolls.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(held.length > 0 && { held: mergeLatencies(held).encode() }),
  };
}

/** One toxic at work on one link. */
export interface ActiveToxic {
  readonly toxic: Toxic;
  readonly toll: Toll;
  /** Of a latency: what becomes `held` when it is taken away. */
  readonly held: Latencies | null;
  /** Whether the next exchange is hit, and counts it. `request`: its first bytes. */
  strikes(request?: Uint8Array): boolean;
}

/** Draws from `random` alone and looks at `nowMs`: the same seed and the same exchanges give the same hits. */
export function activate(toxic: Toxic, random: () => number, nowMs: () => number): ActiveToxic {
  const toll: Toll = { hits: 0, bytes: 0 };
  let last = Number.NEGATIVE_INFINITY;
  const seen = new Set<string>();
  return {
    toxic,
    toll,
    held: toxic.kind === 'latency' ? new Latencies() : null,
    strikes(request) {
      if (request && toxic.kind === 'reset-before' && toxic.oncePerCall) {
        const call = hash('sha1', request);
        if (seen.has(call)) return false;
        seen.add(call);
      }
      const drawn = random();
      if ('share' in toxic && (drawn >= toxic.share || nowMs() - last < toxic.everyMs)) return false;
      last = nowMs();
      toll.hits++;
      return true;
    },
  };
}
