import { judgeCeiling } from '../ceilings/judge-ceiling.ts';
import { headings } from '../conclude/sentence.ts';
import { figure } from '../format.ts';
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
      limits.length === 0
        ? ''
        : blocks('What holds ours back (largest self time of a CPU profile, or in words):', bullets(limits)),
    ),
  };
}

function cells(ceiling: Ceiling, seed: number): string[] {
  const { row, mode, raw, ours, unit, notMeasured } = ceiling;
  const judged = judgeCeiling(ceiling, seed);
  const start = [String(row), mode ?? '–', plain(raw)];
  if (judged === null) {
    return [...start, '–', plain(ours), '–', plain(unit), 'not measured', plain(notMeasured ?? 'no sample')];
  }
  return [...start, figure(judged.raw), plain(ours), figure(judged.ours), plain(unit), judged.share, judged.target];
}
