import type { IncomingMessage } from 'node:http';
import type { Settings } from '../base/config.ts';
import { ProblemError } from '../contracts/problems.ts';
import { createLateness } from './lateness.ts';

/** Who may come in (docs/decisions/0010): what a service does not get to in time is refused before it has cost anything. */
export interface Door {
  /** POST to `path` takes work from outside, and `whyFull` may give a reason why it cannot take more now. */
  intake(path: string, whyFull: () => string | null): void;
  /** Why a request to this path is not let in, not even its body; null: it is, or is no concern of the door. */
  refusal(method: string | undefined, path: string): ProblemError | null;
  /** From here on this request is worked on. Throws when too many are. */
  enter(request: IncomingMessage): void;
  leave(request: IncomingMessage): void;
}

export function createDoor(settings: Pick<Settings, 'LAB_MAX_IN_FLIGHT' | 'LAB_MAX_LATE_MS'>): Door {
  const { LAB_MAX_IN_FLIGHT, LAB_MAX_LATE_MS } = settings;
  const tooMany = new ProblemError('too-many-requests', `More than ${LAB_MAX_IN_FLIGHT} requests are under way.`);
  const tooLate = new ProblemError('too-many-requests', `The service is over ${LAB_MAX_LATE_MS} ms behind.`);
  const isLate = createLateness(LAB_MAX_LATE_MS);
  const intakes = new Map<string, () => string | null>();
  /** What is being worked on. A request whose body still arrives is not: it could hold its place for seconds. */
  const inside = new Set<IncomingMessage>();
  const isFull = () => inside.size >= LAB_MAX_IN_FLIGHT;
  let full = tooMany;
  /** Made once for each text, one after the other: an error with its stack costs as much as the rest of a refusal. */
  const fullError = (why: string | null) => {
    if (why === null) return null;
    return full.message === why ? full : (full = new ProblemError('too-many-requests', why));
  };

  return {
    intake: (path, whyFull) => void intakes.set(path, whyFull),
    refusal(method, path) {
      const whyFull = method === 'POST' ? intakes.get(path) : undefined;
      if (!whyFull) return null;
      return isLate() ? tooLate : isFull() ? tooMany : fullError(whyFull());
    },
    enter(request) {
      if (isFull()) throw tooMany;
      inside.add(request);
    },
    leave: (request) => void inside.delete(request),
  };
}
