import { ProblemError } from '../contracts/problems.ts';

/** The problem that this work ends with; throws when it ends otherwise. */
export function problemOf(work: () => unknown): ProblemError {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('expected a problem');
}
