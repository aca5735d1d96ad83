import { BrokenCircuitError } from 'cockatiel';
import { breakerPolicy } from '../topology.ts';

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
export function createCircuit({ isFailure, onChange }: CircuitOptions): Circuit {
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

  function ended(well: boolean): void {
    if (nextProbeAt !== null) return well ? change(false) : undefined;
    failures = well ? 0 : failures + 1;
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
      const count = (well: boolean) => {
        if (begunIn === period) ended(well);
      };
      try {
        const result = await attempt();
        count(true);
        return result;
      } catch (error) {
        count(!isFailure(error));
        throw error;
      }
    },
  };
}

interface CircuitOptions {
  /** Whether it says that the other side fails. */
  isFailure(error: unknown): boolean;
  onChange(isOpen: boolean): void;
}
