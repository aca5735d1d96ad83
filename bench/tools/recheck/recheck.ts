import { isDeepStrictEqual } from 'node:util';
import { judge } from '../../checkers/judge.ts';
import type { Trial } from '../../record/run-file.ts';
import type { Verdict } from '../../record/verdict.ts';
import type { StoredTrial } from './stored-trials.ts';

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
export function recheck({ id, mode, fault, verdicts }: Trial, { history, final }: StoredTrial): Rechecked {
  const again = plain(judge({ mode, fault, history, final }).verdicts);
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
