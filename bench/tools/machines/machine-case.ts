import type { Box } from './box.ts';

/** One unusual machine or habit: a command there, and what must become of it. */
export interface MachineCase {
  /** In a sentence: what is unusual, and what happens. */
  title: string;
  /** Where it runs: in this clone; in a copy of it with its packages; in one without, as it is fresh from the repository. */
  where: 'here' | 'copy' | 'fresh';
  /** Name of the copy's folder. */
  folder?: string;
  /** The arguments of `npm run …`. Here there is no npm: they are those of the command behind it. */
  args: string[];
  /** On top of the environment of the caller; undefined takes one away. */
  env?(box: Box): Record<string, string | undefined>;
  /** To be run in the same shell before. */
  first?: string;
  /** Changes the box before the command. */
  prepare?(box: Box): Promise<void> | void;
  /** As somebody who is not root and owns nothing but, with `owns`, the folder of the copy itself. */
  stranger?: 'owns' | 'guest';
  /** How often at the same moment; once if not said. */
  atOnce?: number;
  /** Takes seconds, and so is a part of `npm test` as well. */
  quick?: true;
  /** Why it cannot be tried on this machine; null: it can. */
  skip?(): string | null;
  /** `serves`: gets ready, confirms an order, and ends with 0 when interrupted. */
  must: 'serves' | { exit: number; say: RegExp };
}
