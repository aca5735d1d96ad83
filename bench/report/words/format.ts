import type { RatioInterval } from '../../measure/bootstrap.ts';

/** Numbers as a reader meets them; no locale, so that every machine writes the same bytes. */

/** 12345.6 → "12,346" */
export function count(value: number): string {
  const digits = Math.round(Math.abs(value)).toString();
  const grouped = digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, ',');
  return value < 0 ? `-${grouped}` : grouped;
}

/** Three significant digits, never an exponent: 0.842, 4.13, 41.3, 413, 4130, 12,346 */
export function figure(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return count(value);
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

/** Microseconds as milliseconds, without the unit. */
export function msOfMicros(micros: number): string {
  return figure(micros / 1000);
}

/** Milliseconds as seconds, without the unit. */
export function secondsOfMs(ms: number): string {
  return (ms / 1000).toFixed(ms < 10_000 ? 2 : 1);
}

export function percent(part: number, whole: number): string {
  if (whole === 0) return 'n/a';
  const share = (100 * part) / whole;
  if (part < whole && share >= 99.5) return '>99%';
  return `${share > 0 && share < 10 ? share.toFixed(1) : share.toFixed(0)}%`;
}

/** ["a", "b", "c"] → "a, b and c" */
export function listed(items: string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** `plural(1, 'trial')` → "1 trial" */
export function plural(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** 60 → "60", 12.5 → "12.5" */
export function rate(perSecond: number): string {
  return Number.isInteger(perSecond) ? count(perSecond) : figure(perSecond);
}

/** `0.82 (95% interval 0.79 to 0.86, 6 blocks)` */
export function ratioWords({ ratio, low, high, blocks }: RatioInterval): string {
  return `${ratioFigure(ratio)} (95% interval ${ratioFigure(low)} to ${ratioFigure(high)}, ${plural(blocks, 'block')})`;
}

/** Two decimals; more where they would hide on which side of 1 it lies. */
export function ratioFigure(ratio: number): string {
  const short = ratio.toFixed(2);
  return short === '1.00' && ratio !== 1 ? ratio.toFixed(4) : short;
}

/** Milliseconds, or why there are none. */
export function percentile(micros: number | null, samples: number): string {
  return micros === null ? `n/a (${samples} samples)` : msOfMicros(micros);
}
