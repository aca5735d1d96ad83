import type { Trial } from '../../record/run-file.ts';
import { outcomeOf, showsWorth, speaksForRun } from '../../report/figures/outcome.ts';

/** A stored history that may be kept. */
interface Stored {
  trial: Trial;
  bytes: number;
}

/**
 * Which histories are worth their place, as long as there is some: first those of trials that do not hold, then the proofs
 * that a check can fail, the smallest first, then for each fault those of its first block, then whatever fits. The operations
 * of latency and replay trials come last: nothing can be judged by them.
 */
export function chooseHistories(stored: readonly Stored[], roomBytes: number): { kept: string[]; leftOut: string[] } {
  const ranked = stored.toSorted((a, b) => rankOf(a.trial) - rankOf(b.trial) || sizeOfProof(a) - sizeOfProof(b));
  const kept: string[] = [];
  const leftOut: string[] = [];
  let room = roomBytes;
  for (const { trial, bytes } of ranked) {
    const fits = bytes <= room;
    (fits ? kept : leftOut).push(trial.id);
    if (fits) room -= bytes;
  }
  return { kept, leftOut };
}

/** Ties keep the order of the run. */
const sizeOfProof = ({ trial, bytes }: Stored) => (showsWorth(trial) === null ? 0 : bytes);

function rankOf(trial: Trial): number {
  if (trial.experiment !== 'failure') return 4;
  if (speaksForRun(trial) && outcomeOf([trial]) !== 'holds') return 0;
  if (trial.expects !== null) return 1;
  return trial.block === 1 && trial.timeline !== null ? 2 : 3;
}
