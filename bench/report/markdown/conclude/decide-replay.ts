import type { ModeName } from '../../../record/run-file.ts';
import { outcomeOf } from '../../figures/outcome.ts';
import { type Rebuild, resultOf } from '../../figures/replays.ts';
import { count, listed, plural } from '../format.ts';
import { plain } from '../markdown.ts';

/**
 * The choice in plain words, for somebody who may later need what happened today: a new consumer, a repaired one. Each
 * mode falls into one kind by its own rebuilds, never by its name.
 */
export function decide(modes: ModeName[], rebuilds: Rebuild[]): string[] {
  const words = modes.flatMap((mode) => {
    const own = rebuilds.filter(({ trial }) => trial.mode === mode);
    return own.length === 0 ? [] : [`${mode}: ${kindOf(own)}`];
  });
  if (words.length === 0) return [];
  return [
    `**Decision: if a new or repaired consumer must be able to read the past,** this run says: ${words.join('. ')}. ${warning(rebuilds)}`.trim(),
  ];
}

function kindOf(rebuilds: Rebuild[]): string {
  const wrong = rebuilds.filter(({ replay }) => ['differs', 'nothing'].includes(resultOf(replay)));
  if (wrong.length > 0)
    return `do not rely on it, ${listed(wrong.map(({ replay }) => plain(replay.name)))} came out wrong`;
  const judged = outcomeOf(rebuilds.map(({ trial }) => trial));
  if (judged === 'violated') return 'do not rely on it, a check of these trials was violated';
  if (judged === 'unknown') return 'not settled, the checks of these trials could not all be judged';
  const proven = rebuilds.filter(({ replay }) => resultOf(replay) === 'equal');
  if (proven.length === 0) return 'only in part, every rebuild had a gap';
  const whole = proven.filter(({ replay }) => replay.loses === null);
  const quiet = whole.filter(({ replay }) => replay.requests === 0);
  if (quiet.length > 0) return `yes, from ${from(quiet)}, without asking a service and with nothing known to be lost`;
  if (whole.length > 0) return `yes, from ${from(whole)}, at the price of ${calls(whole)} to services`;
  const losses = [...new Set(proven.flatMap(({ replay }) => (replay.loses === null ? [] : plain(replay.loses))))];
  const price = calls(proven) === '' ? '' : ` and costs ${calls(proven)} to services`;
  return `the result yes, the past no: it comes from ${from(proven)}${price}, and can never tell ${losses.join('; ')}`;
}

function from(rebuilds: Rebuild[]): string {
  return listed([...new Set(rebuilds.map(({ replay }) => plain(replay.from)))].slice(0, 2));
}

function calls(rebuilds: Rebuild[]): string {
  const most = Math.max(...rebuilds.map(({ replay }) => replay.requests));
  return most === 0 ? '' : `up to ${plural(most, 'call')}`;
}

/** What keeps a yes from holding for ever. */
function warning(rebuilds: Rebuild[]): string {
  const short = rebuilds.filter(({ replay }) => replay.gaps.length > 0);
  if (short.length === 0) return '';
  const modes = [...new Set(short.map(({ trial }) => trial.mode))];
  return `A yes lasts only as long as the records are kept: ${count(short.length)} of ${plural(rebuilds.length, 'rebuild')} (in ${listed(modes)}) met a gap and stayed incomplete.`;
}
