import type { Trial } from '../../../record/run-file.ts';
import { outcomeOf } from '../../figures/outcome.ts';
import { count, listed } from '../format.ts';
import { checkTitle } from '../words.ts';

/** What became of the data, by the checks of all these trials: "nothing lost or doubled", or what went wrong. */
export function dataWords(trials: Trial[]): string {
  const outcome = outcomeOf(trials);
  if (outcome !== 'holds') {
    const names = namesOf(trials, outcome);
    if (names.length === 0) return 'nothing was judged';
    return outcome === 'violated'
      ? listed(names.map((name) => `${checkTitle(name)} (${name})`))
      : `could not be judged: ${listed(names)}`;
  }
  const held = namesOf(trials, 'holds');
  const words =
    held.includes('lost') && held.includes('duplicate-order') ? 'nothing lost or doubled' : 'what was checked holds';
  const parked = Math.max(0, ...trials.map(({ orders }) => orders.parked));
  return parked === 0 ? words : `${words}, ${count(parked)} set aside (parked)`;
}

function namesOf(trials: Trial[], outcome: string): string[] {
  const verdicts = trials.flatMap((trial) => trial.verdicts);
  return [...new Set(verdicts.filter((each) => each.outcome === outcome).map(({ check }) => check))];
}
