import { doubtWords } from '../../measure/generator-doubts.ts';
import type { StepBreak, StepOutcome } from '../../record/capacity.ts';
import type { WhyUnusable } from '../../record/trial-use.ts';
import { figure, plural } from './format.ts';

/** The one place that says in words why figures are not used, and what broke a step of a search. */

export function whyWords(why: WhyUnusable): string {
  switch (why.kind) {
    case 'planned':
      return why.as === 'beside'
        ? 'ran beside the other modes: its verdicts count, its times do not'
        : 'was kept short: its verdicts count, its times do not';
    case 'generator':
      return doubtWords(why.doubts);
    case 'lost':
      return `${plural(why.orders, 'acknowledged order')} lost`;
    case 'unaccounted':
      return `${plural(why.orders, 'order')} unaccounted for`;
    case 'window':
      return `it was measured for ${why.seconds} s, less than three times its median of ${figure(why.medianUs / 1e6)} s: only what was quick is in it`;
    case 'failed':
      return `it could not be run to its end: ${why.error}`;
    case 'other':
      return why.said;
  }
}

/** `broke: only 94.0% of what was offered was completed`; of a step whose generator was not in order, that nothing is known of the mode. */
export function stepWords(outcome: StepOutcome): string {
  switch (outcome.kind) {
    case 'held':
      return 'held';
    case 'broke':
      return `broke: ${outcome.by.filter(saysMore).map(breakWords).join('; ')}`;
    case 'unknown':
      return `cannot be judged: ${doubtWords(outcome.doubts)}`;
  }
}

/** Who completed no more than so many did not complete more in time. */
const saysMore = (by: StepBreak, _index: number, all: readonly StepBreak[]): boolean =>
  by.kind !== 'in-time' || !all.some((other) => other.kind === 'achieved' && other.percent === by.percent);

function breakWords(by: StepBreak): string {
  switch (by.kind) {
    case 'achieved': {
      const refused = by.refused === undefined ? '' : `, and ${by.refused.toFixed(1)}% was refused at once`;
      return `only ${by.percent.toFixed(1)}% of what was offered was completed${refused}`;
    }
    case 'backlog': {
      // Older runs took the bound from another fit: one above the growth itself is none.
      const bound = by.atLeast !== null && by.atLeast <= by.perSecond ? by.atLeast : null;
      const surely = bound === null ? '' : ` (with 95% confidence by ${bound} or more)`;
      return `the orders due and not finished grew by ${by.perSecond} per second${surely}`;
    }
    case 'in-time':
      return `only ${by.percent.toFixed(1)}% were completed within ${by.sloMs} ms`;
    case 'lost':
      return `${by.orders} accepted orders were lost`;
    case 'other':
      return by.said;
  }
}
