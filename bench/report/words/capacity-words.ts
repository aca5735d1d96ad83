import { ACHIEVED } from '../../record/capacity.ts';
import type { HeldLonger } from '../figures/held-longer.ts';
import type { RatesHeld } from '../figures/rates-held.ts';
import { count, rate } from './format.ts';

/** What the searches of a mode found, for a cell: `2616 to 3163/s for 4 s (3 searches); 3163/s for 12 s: **no** (88.8% completed)` */
export function ratesWords(rates: RatesHeld): string {
  const { lowest, highest, missed, searches, none, unsteady, open, generator, seconds, longer } = rates;
  const notes = [
    searches === 1 ? 'one search' : `${count(searches)} searches`,
    ...(none > 0 ? [`${count(none)} found none`] : []),
    ...(open > 0 ? [`at least: in ${count(open)} no small step broke`] : []),
    ...(generator > 0 ? [`at least: in ${count(generator)} the generator gave out first`] : []),
    ...(unsteady > 0 ? [searches === 1 ? 'not steady' : `${count(unsteady)} not steady`] : []),
  ];
  const range = `${lowest === highest ? rate(lowest) : `${rate(lowest)} to ${rate(highest)}`}/s`;
  const found = `${range} for ${rate(seconds)} s${missed === null ? '' : `, lowest missed ${rate(missed)}/s`} (${notes.join('; ')})`;
  return [found, ...longer.map((each) => longerWords(each, '**no**'))].join('; ');
}

/** `3163/s for 12 s: no (88.8% completed)` */
export const longerWords = (longer: HeldLonger, no: 'no' | '**no**' = 'no'): string =>
  `${rate(longer.ratePerSecond)}/s for ${rate(longer.seconds)} s: ${answerOf(longer, no)}`;

function answerOf(longer: HeldLonger, no: string): string {
  if (longer.held === null) return `not known: ${whyNot(longer)}, and it had not settled`;
  if (!longer.held) return `${no} (${whyNot(longer)})`;
  return longer.trial.notSteady ? 'yes, though it had not settled' : 'yes';
}

/** Why a rate did not hold for longer: rounded down, since what is just below 99% is no 99%. */
const whyNot = ({ completed }: HeldLonger): string =>
  completed < ACHIEVED
    ? `${(Math.floor(completed * 1000) / 10).toFixed(1)}% completed`
    : `under ${ACHIEVED * 100}% in time`;
