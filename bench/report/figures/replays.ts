import type { ReplayEvidence, RunFile, Trial } from '../../record/run-file.ts';
import { count } from '../markdown/format.ts';

/** One rebuild and the trial it was made in. */
export interface Rebuild {
  trial: Trial;
  replay: ReplayEvidence;
}

/** Every rebuild of a run: modes in their order, then as they were made. */
export function rebuildsOf({ modes, trials }: RunFile): Rebuild[] {
  return modes.flatMap((mode) =>
    trials
      .filter((trial) => trial.mode === mode && trial.experiment === 'replay')
      .flatMap((trial) => trial.replays.map((replay) => ({ trial, replay }))),
  );
}

/**
 * What a rebuild came to. `gap`: something is known to be missing, whatever the digests say. `nothing`: no record was
 * read, so that two empty results must not pass for a proof.
 */
export type RebuildResult = 'equal' | 'differs' | 'gap' | 'nothing';

export function resultOf(replay: ReplayEvidence): RebuildResult {
  if (replay.gaps.length > 0) return 'gap';
  if (replay.records === 0 || replay.digest === '') return 'nothing';
  return replay.digest === replay.expectedDigest && changedRows(replay).length === 0 ? 'equal' : 'differs';
}

/** `orders 10 → 12` for each table with another number of rows than before. */
export function changedRows({ rowsBefore, rowsAfter }: ReplayEvidence): string[] {
  const tables = [...new Set([...Object.keys(rowsBefore), ...Object.keys(rowsAfter)])].sort();
  const rows = (of: Record<string, number>, name: string) => (name in of ? count(of[name] ?? 0) : 'none');
  return tables
    .filter((name) => rowsBefore[name] !== rowsAfter[name])
    .map((name) => `${name} ${rows(rowsBefore, name)} → ${rows(rowsAfter, name)}`);
}
