import type { Lane } from '../../../protocol/lanes.ts';

/** One fault for as long as it lasted, on one lane or on several at once. */
export interface Band {
  name: string;
  fromMs: number;
  /** Null: it goes on. */
  toMs: number | null;
  colors: string[];
}

/** The same fault put to several lanes by one click is one band. */
const TOGETHER_MS = 1500;

export function bandsOf(lanes: readonly Lane[]): Band[] {
  const bands: Band[] = [];
  for (const { faults, line } of lanes) {
    for (const { name, sinceMs, untilMs, phase } of faults) {
      if (phase === 'failed') continue; // it never happened
      const same = bands.find(
        (band) =>
          band.name === name && Math.abs(band.fromMs - sinceMs) < TOGETHER_MS && !band.colors.includes(line.color),
      );
      if (!same) {
        bands.push({ name, fromMs: sinceMs, toMs: untilMs, colors: [line.color] });
        continue;
      }
      same.colors.push(line.color);
      same.toMs = same.toMs === null || untilMs === null ? null : Math.max(same.toMs, untilMs);
    }
  }
  return bands;
}
