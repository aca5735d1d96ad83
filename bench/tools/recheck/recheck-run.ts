import type { RunFile, Trial } from '../../record/run-file.ts';
import { type Rechecked, recheck } from './recheck.ts';
import { storedTrials } from './stored-trials.ts';

/** Judges every trial of a run folder again, in the order of run.json. Throws when the history cannot be read. */
export async function recheckRun(run: RunFile, folder: string): Promise<Rechecked[]> {
  const byId = new Map(run.trials.map((trial) => [trial.id, trial]));
  const results = new Map<string, Rechecked>();
  for await (const stored of storedTrials(folder)) {
    const trial = byId.get(stored.trial);
    if (!trial) throw new Error(`history.jsonl.gz tells of ${stored.trial}, which run.json does not know`);
    if (stored.final) results.set(trial.id, recheck(trial, stored));
  }
  return run.trials.map((trial) => results.get(trial.id) ?? withoutHistory(trial, run));
}

function withoutHistory({ id, experiment, verdicts }: Trial, { historyKept }: RunFile): Rechecked {
  const notKept = (because: string): Rechecked => ({ trial: id, result: 'not-kept', because });
  if (verdicts.length === 0) return notKept('it was not judged');
  if (experiment !== 'failure') return notKept(`histories of ${experiment} trials are kept in brief`);
  if (historyKept && !historyKept.includes(id)) return notKept('its history was trimmed');
  return { trial: id, result: 'differs', because: 'its history is missing' };
}
