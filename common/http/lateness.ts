import { performance } from 'node:perf_hooks';

interface Clock {
  nowMs(): number;
  /** Runs once this turn of the event loop has handed out every request that had arrived. */
  afterTurn(then: () => void): void;
}

const realClock: Clock = { nowMs: () => performance.now(), afterTurn: setImmediate };

/**
 * Whether the request at hand has waited longer than `mostMs` already. All that one turn of the event loop hands out had
 * arrived when the turn began, so whoever comes late in it has waited at least since then, unseen, in its socket:
 *
 *   turn:  first request │ … │ this one │ … │ commits, answers │ next turn
 *          └──── has waited so long ────┘
 *
 * Under overload turns grow until every client gives up before its own comes. A refusal costs a small part of an order, so
 * refusing what comes late keeps turns short, and those quick that are let in. A single stall is no overload: what piled up
 * behind it is handed out in a turn that is as long as that work alone.
 */
export function createLateness(mostMs: number, clock: Clock = realClock): () => boolean {
  let turnBeganMs: number | null = null;
  const turnEnds = () => (turnBeganMs = null);
  return () => {
    const nowMs = clock.nowMs();
    if (turnBeganMs === null) {
      turnBeganMs = nowMs;
      clock.afterTurn(turnEnds);
    }
    return nowMs - turnBeganMs > mostMs;
  };
}
