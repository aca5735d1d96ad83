import { ACHIEVED, GROWTH, held, lowestMissed } from '../../record/capacity.ts';
import type { CapacityFigures } from '../figures/latency.ts';
import { longerWords } from '../words/capacity-words.ts';
import { count, figure, rate } from '../words/format.ts';
import { stepWords } from '../words/reason-words.ts';
import { modeColumns, noFigure, type SummaryTable, unusedFigure, voidRemarks } from './table.ts';

const whole = (share: number) => `${share * 100}%`;

export const capacityTitle = 'Capacity: the highest rate that each search held';

type Search = CapacityFigures['searches'][number];

/** `1,980 to 2,310`; one search has no range. */
function rangeWords(searches: readonly Search[]): string {
  const rates = searches.flatMap(({ search }) => search.ratePerSecond ?? []);
  if (rates.length === 0) return 'none held';
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const missed = rates.length < searches.length ? ` (${searches.length - rates.length} found none)` : '';
  return `${low === high ? rate(low) : `${rate(low)} to ${rate(high)}`}${missed}`;
}

/** Undefined: none held, or an older run. */
const completedAtBest = ({ steps, ratePerSecond }: Search['search']) =>
  steps.find((step) => step.ratePerSecond === ratePerSecond && held(step))?.completedPerSecond;

/** The outcome of each mode's search, and what broke the next step. */
export function capacityTable({ group, sloMs, searches, longer }: CapacityFigures, durability: string): SummaryTable {
  const row = (label: string, words: (search: Search) => string) => ({
    label,
    cells: group.modes.map(({ mode, trials }) => {
      const used = searches.filter(({ trial, usable }) => trial.mode === mode && usable);
      if (used.length > 0) return used.map(words).join(' / ');
      return unusedFigure(trials);
    }),
  });
  return {
    title: capacityTitle,
    note:
      `Fixed rates, one after the other, durability tier ${durability}. A step held when at least ${whole(ACHIEVED)} of the offered orders were completed and as many within ${figure(sloMs)} ms, nothing was lost, and the lower 95% bound of the growth of the orders due and not finished (those that wait for their answer among them) was not beyond ${whole(GROWTH)} of the rate: a growth that may be chance breaks nothing. ` +
      'A climb goes on past a step that breaks, until its steps are over, or more orders wait than the time allowed has room for, or the generator gives in; a search ends with a climb in which a step above the highest one that held did not. That highest one counts even where a lower one broke, since the machine has bad moments: it is the best of several tries, and the lowest missed stands beside it. The first look of a search, in a lab that is not hot yet, only finds where to climb: what it missed is no miss. ' +
      'A step is short, so what holds for longer may be less: a trial of its own offers for longer what the first search found, and is judged likewise, without the growth; where it missed, and had not settled when measuring began (or more was unfinished by then than is done within the time allowed), that is not known to be its rate. Searches differ by what the machine did meanwhile: described as a range, and not ranked.',
    columns: modeColumns(group.modes.map(({ mode }) => mode)),
    rows: [
      {
        label: 'highest held (orders/s), over the searches',
        cells: group.modes.map(({ mode, trials }) => {
          const used = searches.filter(({ trial, usable }) => trial.mode === mode && usable);
          return used.length > 0 ? rangeWords(used) : unusedFigure(trials);
        }),
      },
      row('highest held, each search (orders/s)', ({ search: { ratePerSecond } }) =>
        ratePerSecond === null ? 'none held' : rate(ratePerSecond),
      ),
      ...(searches.some(({ search }) => completedAtBest(search) !== undefined)
        ? [
            row('completed meanwhile (orders/s)', ({ search }) => {
              const perSecond = completedAtBest(search);
              return perSecond === undefined ? noFigure : rate(perSecond);
            }),
          ]
        : []),
      row('lowest missed (orders/s)', ({ search }) => {
        const missed = lowestMissed(search);
        return missed === null ? 'none' : rate(missed);
      }),
      row('next step tried (orders/s)', ({ next }) => (next ? rate(next.ratePerSecond) : 'none')),
      row('what became of it', ({ next }) =>
        next ? stepWords(next.outcome) : 'none: the search ended before a step broke',
      ),
      {
        label: 'offered for longer: held?',
        cells: group.modes.map(
          ({ mode }) =>
            longer
              .filter(({ trial }) => trial.mode === mode)
              .map((each) => longerWords(each))
              .join(' / ') || noFigure,
        ),
      },
      row('steps', ({ search }) => count(search.steps.length)),
    ],
    remarks: voidRemarks(group),
  };
}
