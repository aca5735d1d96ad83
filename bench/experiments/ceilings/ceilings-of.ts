import type { Ceiling, ModeName } from '../../record/run-file.ts';
import { type CeilingId, ceilingIds, lineOf, missesTarget } from './ceiling-rows.ts';
import type { CeilingGap, CeilingSample } from './ceiling-sample.ts';

/** The table of a run: one entry per line and mode, in the order of the table, with its samples by block. */
export function ceilingsOf(samples: readonly CeilingSample[], gaps: readonly CeilingGap[] = []): Ceiling[] {
  return ceilingIds.flatMap((id) => {
    const modes = new Set([...samples, ...gaps].filter((one) => one.id === id).map(({ mode }) => mode));
    return [...modes].map((mode) => entry(id, mode, samples, gaps));
  });
}

function entry(id: CeilingId, mode: ModeName, samples: readonly CeilingSample[], gaps: readonly CeilingGap[]): Ceiling {
  const own = samples.filter((sample) => sample.id === id && sample.mode === mode).sort((a, b) => a.block - b.block);
  const shares = own.map(({ raw, ours }) => ours / raw);
  const missing = gaps.filter((one) => one.id === id && one.mode === mode);
  const [gap] = missing;
  return {
    ...lineOf(id),
    mode,
    samples: own.map(({ block, raw, ours, empty }) => ({ block, raw, ours, ...(empty !== undefined && { empty }) })),
    limiter: missesTarget(id, shares) ? (own.findLast(({ limiter }) => limiter !== undefined)?.limiter ?? []) : [],
    ...(gap &&
      (own.length === 0 ? { notMeasured: gap.because } : { notCounted: missing.map(({ because }) => because) })),
    ...(missing.some(({ violated }) => violated) && { violated: true }),
  };
}
