import { BrokenCircuitError } from 'cockatiel';
import { breakerPolicy } from '../topology.ts';

/**
 * What an attempt says of the other side. A refusal says that somebody is there, and nothing of whether he can do what he should: it
 * closes an open circuit, and ends no row of failures. One who is `busy` says neither.
 */
export type Sign = 'answers' | 'refuses' | 'busy' | 'fails';

export interface Circuit {
  /** `due`: open, and the next call finds out whether the other side is back. */
  state(): 'closed' | 'open' | 'due';
  /** Throws a BrokenCircuitError while it is open. */
  execute<Result>(attempt: () => Promise<Result>): Promise<Result>;
}

/**
 * Leaves alone for a while who keeps failing:
 *
 *   closed ── so many failures in a row ──▶ open ── one call goes through, time and again ── answered ──▶ closed
 *
 * What an attempt comes to counts only while the circuit is as it was when that began: of calls to a silent service the last
 * fail long after the first. The next one finds out in its turn, however long the one before goes unanswered: that one may
 * have been lost just before the other side came back. For both reasons it is not cockatiel's.
 */
export function createCircuit({ judge, onChange }: CircuitOptions): Circuit {
  const { consecutiveFailures, probeEveryMs } = breakerPolicy;
  let period = {};
  let failures = 0;
  /** Null: closed. */
  let nextProbeAt: number | null = null;

  function change(isOpen: boolean): void {
    period = {};
    failures = 0;
    nextProbeAt = isOpen ? Date.now() + probeEveryMs : null;
    onChange(isOpen);
  }

  function ended(came: Sign): void {
    if (nextProbeAt !== null) {
      if (came === 'answers' || came === 'refuses') change(false);
      return;
    }
    if (came === 'answers') failures = 0;
    if (came === 'fails') failures++;
    if (failures >= consecutiveFailures) change(true);
  }

  function state(): ReturnType<Circuit['state']> {
    if (nextProbeAt === null) return 'closed';
    return Date.now() < nextProbeAt ? 'open' : 'due';
  }

  return {
    state,
    async execute(attempt) {
      const now = state();
      if (now === 'open') throw new BrokenCircuitError();
      if (now === 'due') nextProbeAt = Date.now() + probeEveryMs;
      const begunIn = period;
      const count = (came: Sign) => {
        if (begunIn === period) ended(came);
      };
      try {
        const result = await attempt();
        count('answers');
        return result;
      } catch (error) {
        count(judge(error));
        throw error;
      }
    },
  };
}

interface CircuitOptions {
  judge(error: unknown): Sign;
  onChange(isOpen: boolean): void;
}
