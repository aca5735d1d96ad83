import { sum } from '../../../measure/sums.ts';
import type { RequestCounts } from '../../../record/run-file.ts';
import { count, listed, plural } from '../format.ts';

/** What clients were told, summed: "all 633 accepted", "629 of 633 failed"; '' where nothing was counted. */
export function clientWords(counts: RequestCounts[]): string {
  if (counts.length === 0) return '';
  const of = (value: (each: RequestCounts) => number) => sum(counts, value);
  const [sent, accepted] = [of((each) => each.sent), of((each) => each.accepted)];
  const parts: [number, string][] = [
    [of((each) => each.refused), 'refused'],
    [of((each) => each.failed), 'failed'],
    [of((each) => each.timedOut + each.connectionErrors), 'without an answer'],
    [of((each) => each.unfinished), 'unfinished'],
  ];
  const told = parts.filter(([n]) => n > 0).map(([n, word]) => ({ n, word }));
  const [only] = told;
  if (sent === 0) return 'no request was sent';
  if (accepted === sent) return sent === 1 ? 'the one request was accepted' : `all ${count(sent)} accepted`;
  if (told.length === 1 && only?.n === sent - accepted) return `${count(only.n)} of ${count(sent)} ${only.word}`;
  const how = told.length === 0 ? '' : `: ${listed(told.map(({ n, word }) => `${count(n)} ${word}`))}`;
  return `${count(sent - accepted)} of ${plural(sent, 'request')} not accepted${how}`;
}
