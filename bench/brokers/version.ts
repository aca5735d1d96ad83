/** The first dotted number in a text (`openjdk version "17.0.15"` gives `17.0.15`), or null when there is none. */
export function findVersion(text: string): string | null {
  return /\d+(?:\.\d+)+/.exec(text)?.[0] ?? /\d+/.exec(text)?.[0] ?? null;
}

/** The leading number of a version: 4 for `4.0.5`. Java's old `1.8.0_392` counts as 8. NaN when there is none. */
export function majorVersion(version: string): number {
  const [first = '', second = ''] = version.split('.');
  return Number.parseInt(first === '1' && second !== '' ? second : first, 10);
}

/** True when dotted version `a` is `b` or newer, compared number by number. */
export function isAtLeast(a: string, b: string): boolean {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
