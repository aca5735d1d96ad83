/** Up to where everything is finished, of things begun in the order of their offsets and finished in any. */
export interface Watermark {
  /** The offset up to which everything is finished: only this may be committed. */
  reached(): bigint;
  /** How many were begun and are not below it. */
  ahead(): number;
  /** Begins what lies before the offset `end`. To be called when it is finished. */
  begin(end: bigint): () => void;
}

/**
 *   begun, in order     ✓ ✓ ✓ · ✓ · ✓
 *   reached             ──────┘            the first that is unfinished holds it up, whatever else is finished
 */
export function createWatermark(start: bigint): Watermark {
  const begun: { end: bigint; finished: boolean }[] = [];
  let reached = start;
  let first = 0;

  function advance(): void {
    for (let one = begun[first]; one?.finished; one = begun[first]) {
      reached = one.end;
      first++;
    }
    if (2 * first < begun.length) return;
    begun.splice(0, first); // seldom, so that each costs the same however many there are
    first = 0;
  }

  return {
    reached: () => reached,
    ahead: () => begun.length - first,
    begin(end) {
      const one = { end, finished: false };
      begun.push(one);
      return () => {
        one.finished = true;
        advance();
      };
    },
  };
}
