/** So many lines with the same message in one second; beyond them only their number is kept. */
const MOST_PER_SECOND = 100;
const MOST_MESSAGES = 1000;

interface Kept {
  second: number;
  lines: number;
  leftOut: number;
}

/**
 * Whether a line with this message may be written now, and how many like it were left out since the last one that was. What
 * fails for every order of a service would otherwise fill a disk, and slow down what still works.
 */
export function createLogLimit(
  nowMs: () => number = Date.now,
): (message: string) => { write: boolean; leftOut: number } {
  const kept = new Map<string, Kept>();
  return (message) => {
    const second = Math.floor(nowMs() / 1000);
    const same = kept.get(message) ?? { second, lines: 0, leftOut: 0 };
    if (kept.size >= MOST_MESSAGES) kept.clear(); // a client library puts numbers into its texts
    kept.set(message, same);
    if (same.second !== second) Object.assign(same, { second, lines: 0 });
    if (same.lines >= MOST_PER_SECOND) {
      same.leftOut++;
      return { write: false, leftOut: 0 };
    }
    same.lines++;
    const { leftOut } = same;
    same.leftOut = 0;
    return { write: true, leftOut };
  };
}
