import type { Operation } from '../record/history.ts';
import { remember } from './remember.ts';

/** Everything that was tried under one key: several requests when a client retried or raced itself. */
export interface Attempt {
  key: string;
  invocations: Operation[];
  /** Acknowledged (`ok`). */
  answers: Operation[];
  /** Certain that nothing happened (`fail`). */
  refusals: Operation[];
  /** Without an answer that says what happened (`info`): a timeout, a reset, a 5xx. */
  doubts: Operation[];
}

export interface Sorted {
  attempts: Map<string, Attempt>;
  acknowledged: number;
  pills: Operation[];
  redrives: Operation[];
  digests: Operation[];
  faults: Operation[];
  reads: Operation[];
  writes: Operation[];
}

const none: Operation[] = [];

/** One pass over a history: attempts by key, the rarer kinds in lists of their own. */
export const sortHistory = remember((history: Operation[]): Sorted => {
  const sorted: Sorted = {
    attempts: new Map(),
    acknowledged: 0,
    pills: [],
    redrives: [],
    digests: [],
    faults: [],
    reads: [],
    writes: [],
  };
  for (const operation of history) {
    switch (operation.f) {
      case 'place-order':
        addAttempt(sorted, operation);
        break;
      case 'poison':
        sorted.pills.push(operation);
        break;
      case 'redrive':
        sorted.redrives.push(operation);
        break;
      case 'digest':
        sorted.digests.push(operation);
        break;
      case 'fault':
        sorted.faults.push(operation);
        break;
      case 'read-order':
        sorted.reads.push(operation);
        break;
      case 'write':
        sorted.writes.push(operation);
        break;
      case 'cancel-order':
      case 'redeliver':
        break;
    }
  }
  return sorted;
});

function addAttempt(sorted: Sorted, operation: Operation): void {
  let attempt = sorted.attempts.get(operation.key);
  if (!attempt) {
    attempt = { key: operation.key, invocations: none, answers: none, refusals: none, doubts: none };
    sorted.attempts.set(operation.key, attempt);
  }
  if (operation.type === 'invoke') attempt.invocations = append(attempt.invocations, operation);
  else if (operation.type === 'fail') attempt.refusals = append(attempt.refusals, operation);
  else if (operation.type === 'info') attempt.doubts = append(attempt.doubts, operation);
  else if (operation.type === 'ok') {
    attempt.answers = append(attempt.answers, operation);
    sorted.acknowledged++;
  }
}

/** Most lists have one entry at most: a list of exactly one is far smaller than one that was pushed to. */
function append(list: Operation[], operation: Operation): Operation[] {
  if (list === none) return [operation];
  list.push(operation);
  return list;
}
