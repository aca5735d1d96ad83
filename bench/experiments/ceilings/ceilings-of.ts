import type { Ceiling, ModeName } from '../../record/run-file.ts';
import { type CeilingId, ceilingIds, lineOf, missesTarget } from './ceiling-rows.ts';
import type { CeilingGap, CeilingSample } from './ceiling-sample.ts';

/** The table of a run: one entry per line and mode, in the order of the table, with its samples by block. */
export function ceilingsOf(samples: readonly CeilingSample[], gaps: readonly CeilingGap[] = []): Ceiling[] {
  return ceilingIds.flatMap((id) => {
    const measured = samples.filter((sample) => sample.id === id);
    const missing = gaps.filter((gap) => gap.id === id && (gap.mode !== undefined || measured.length === 0));
    const modes = new Set<ModeName | undefined>([...measured, ...missing].map(modeOf));
    return [...modes].map((mode) => entry(id, mode, samples, gaps));
  });
}

const modeOf = ({ mode }: { mode?: ModeName }) => mode;

function entry(
  id: CeilingId,
  mode: ModeName | undefined,
  samples: readonly CeilingSample[],
  gaps: readonly CeilingGap[],
): Ceiling {
  const own = samples.filter((sample) => sample.id === id && sample.mode === mode);
  const missed = missesTarget(
    id,
    own.map(({ raw, ours }) => ours / raw),
  );
  const missing = gaps.filter((one) => one.id === id && one.mode === mode);
  const [gap] = missing;
  return {
    ...lineOf(id),
    ...(mode && { mode }),
    samples: own.map(({ block, raw, ours }) => ({ block, raw, ours })),
    limiter: missed ? (own.findLast(({ limiter }) => limiter !== undefined)?.limiter ?? []) : [],
    ...(gap &&
      (own.length === 0 ? { notMeasured: gap.because } : { notCounted: missing.map(({ because }) => because) })),
    ...(missing.some(({ violated }) => violated) && { violated: true }),
  };
}
