/** One sentence about security that a test asserts; or, honestly, that none does yet, and why. */
export type Claim = { says: string; tests: TestTitles } | { says: string; notYet: string };

/** Titles of tests, as they stand in the source, by the file they are in. */
type TestTitles = Record<string, string[]>;

/** Claims that belong together. */
export interface Point {
  title: string;
  claims: Claim[];
}
