import type { Found } from '../../checkers/checker.ts';

export const MOST_OFFENDERS = 20;

interface SoFar {
  looked: number;
  count: number;
  offending: string[];
  /** Tells of the first; '' where there is none. */
  first: string;
}

/** What each check has found, over everything that it was shown piece by piece. */
export class FoundSoFar {
  readonly #found = new Map<string, SoFar>();

  of(check: string): Readonly<SoFar> {
    return this.#found.get(check) ?? { looked: 0, count: 0, offending: [], first: '' };
  }

  add(check: string, { count, offending, first }: Found, looked: number): void {
    const before = this.of(check);
    const both = [...new Set([...before.offending, ...offending])];
    this.#found.set(check, {
      looked: before.looked + looked,
      count: before.count + count,
      offending: both.slice(0, MOST_OFFENDERS),
      first: before.first || first,
    });
  }
}
