import { judgeCeiling } from '../ceilings/judge-ceiling.ts';
import { headings } from '../conclude/sentence.ts';
import { figure, listed } from '../format.ts';
import { blocks, bullets, plain, table } from '../markdown.ts';
import type { RunFile } from '../run-file.ts';
import type { Place, Section } from './section.ts';

type Ceiling = NonNullable<RunFile['ceilings']>[number];

/** What each medium does with nothing of ours on it, our share, and what holds ours back; null where not measured. */
export function ceilings({ folder: { run } }: Place): Section | null {
  if (run.ceilings === undefined || run.ceilings.length === 0) return null;
  const sorted = [...run.ceilings].sort((a, b) => a.row - b.row);
  const limits = sorted.flatMap(({ row, mode, limiter }) =>
    limiter.length === 0 ? [] : [`row ${row}${mode ? `, ${mode}` : ''}: ${limiter.map(plain).join('; ')}`],
  );
  return {
    heading: headings.ceilings,
    body: blocks(
      'The raw cost of each medium with nothing of ours on it, measured in the same blocks, and our share of it (ours / raw, geometric mean with its 95% interval over blocks). ' +
        'A target is a direction: where it is missed, the table says by how much, and the list below what a profile shows.',
      table(
        ['#', 'mode', 'raw: the medium alone', 'raw', 'ours', 'ours', 'unit', 'share (95% interval)', 'target'],
        sorted.map((each) => cells(each, run.seed)),
      ),
      beyond(sorted),
      limits.length === 0
        ? ''
        : blocks('What holds ours back (largest self time of a CPU profile, or in words):', bullets(limits)),
    ),
  };
}

/** What is raw must be no slower than ours, or it is no ceiling: said, rather than left to the reader. */
function beyond(ceilings: readonly Ceiling[]): string {
  const rows = ceilings.flatMap(({ row, mode, target, samples }) => {
    const logs = samples.flatMap(({ raw, ours }) => (raw > 0 && ours > 0 ? [Math.log(ours / raw)] : []));
    const mean = logs.reduce((sum, log) => sum + log, 0) / Math.max(1, logs.length);
    const better = 'atLeast' in target ? mean > Math.log(BEYOND) : row === 9 && mean < -Math.log(BEYOND);
    return better ? [`row ${row}${mode ? ` of ${mode}` : ''}`] : [];
  });
  if (rows.length === 0) return '';
  return `Ours is better than the raw side in ${listed(rows)}: what stands there is then one plain way to use the medium, and not the most that the medium can do. Read such a share as "no slower than that", never as a ratio to a ceiling.`;
}

/** A ratio beyond this is more than two measurements of the same would differ by. */
const BEYOND = 1.05;

function cells(ceiling: Ceiling, seed: number): string[] {
  const { row, mode, raw, ours, unit, notMeasured } = ceiling;
  const judged = judgeCeiling(ceiling, seed);
  const start = [String(row), mode ?? '–', plain(raw)];
  if (judged === null) {
    return [...start, '–', plain(ours), '–', plain(unit), 'not measured', plain(notMeasured ?? 'no sample')];
  }
  return [...start, figure(judged.raw), plain(ours), figure(judged.ours), plain(unit), judged.share, judged.target];
}
