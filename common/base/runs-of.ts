/** Ascending whole numbers as runs of neighbours, `[first, last]`: what an UPDATE can name with one BETWEEN. */
export function runsOf(ascending: readonly number[]): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (const value of ascending) {
    const run = runs.at(-1);
    if (run && run[1] === value - 1) run[1] = value;
    else runs.push([value, value]);
  }
  return runs;
}
