import { isDeepStrictEqual } from 'node:util';
import { judge } from '../../checkers/judge.ts';
import { modeNamed } from '../../modes.ts';
import type { RunFile, Trial } from '../../record/run-file.ts';
import type { Verdict } from '../../record/verdict.ts';
import { type StoredTrial, storedTrials } from './stored-trials.ts';

/** What judging a trial once more came to. `not-kept`: there is nothing to judge. */
export interface Rechecked {
  trial: string;
  result: 'identical' | 'differs' | 'not-kept';
  /** One sentence for the terminal. */
  because: string;
}

/**
 * Judges a stored history and compares every verdict, with its evidence, with that in run.json. A check that did not exist
 * when the run was judged makes no difference unless it is violated.
 */
function recheck({ id, mode, fault, verdicts }: Trial, { history, final }: StoredTrial): Rechecked {
  const again = plain(judge({ mode: modeNamed(mode), fault, history, final }).verdicts);
  const before = new Map(verdicts.map((verdict) => [verdict.check, verdict]));
  const isNew = ({ check, outcome }: Verdict) => !before.has(check) && outcome !== 'violated';
  const differing = again.filter((now) => !isNew(now) && !isDeepStrictEqual(now, before.get(now.check)));
  const gone = verdicts.filter(({ check }) => !again.some((now) => now.check === check));
  const said = [
    ...differing.map(
      (now) => `${now.check} was ${before.get(now.check)?.outcome ?? 'not judged'} and is ${now.outcome}`,
    ),
    ...gone.map(({ check }) => `${check} was judged and is no check any more`),
  ];
  if (said.length > 0) return { trial: id, result: 'differs', because: said.join('; ') };
  const added = again.filter(isNew).map(({ check }) => check);
  const news = added.length > 0 ? ` (new since, and not violated: ${added.join(', ')})` : '';
  return { trial: id, result: 'identical', because: `${verdicts.length} verdicts are the same${news}` };
}

/** As it stands in run.json. */
const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

/** Judges every trial of a run folder again, in the order of run.json. Throws when the history cannot be read. */
export async function recheckRun(run: RunFile, folder: string): Promise<Rechecked[]> {
  const byId = new Map(run.trials.map((trial) => [trial.id, trial]));
  const results = new Map<string, Rechecked>();
  for await (const stored of storedTrials(folder, run.unfinished?.historyBytes)) {
    const trial = byId.get(stored.trial);
    if (!trial && run.unfinished) continue; // cut off after its history and before run.json
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
