import type { Trial } from './run-file.ts';

/** A trial that varies nothing and takes no figure of its own: what run files older than these fields stand for, too. */
export const blankTrial = {
  block: 1,
  kind: 'ordinary',
  variation: null,
  without: [],
  expects: null,
  goodputPerSecond: null,
  injectedDelay: null,
  capacity: null,
  story: null,
} satisfies Partial<Trial>;
