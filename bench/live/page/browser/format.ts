const asWhole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `12,345`. */
export const count = (value: number): string => asWhole.format(value);

/** A count with its noun: `1 order`, `2 orders`. */
export const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** Three figures and a unit: `1.71 ms`, `14.6 ms`, `2.30 s`, `157 s`; from 1000 s on minutes. */
export function milliseconds(ms: number): string {
  if (ms >= 1_000_000) return `${Math.floor(ms / 60_000)} min`;
  if (ms >= 1000) return `${threeFigures(ms / 1000)} s`;
  return `${threeFigures(ms)} ms`;
}

const threeFigures = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** `23:59:01` of the clock of this machine. */
export const clock = (atMs: number): string => new Date(atMs).toLocaleTimeString('en-GB');

/** The last part of an id: ids that begin with the time differ there. */
export const shortId = (whole: string): string => (whole.length > 10 ? `…${whole.slice(-8)}` : whole);

export const money = (minor: number, currency: string): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).format(minor / 100);

/** A first letter that begins a line. */
export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
