import { comparisonOf, type RatioInterval } from '../../measure/bootstrap.ts';
import type { RunFile, Trial } from '../../record/run-file.ts';
import type { CellSpan, NotRanked } from '../figures/answers.ts';
import { exhausted } from '../figures/limiter.ts';
import type { RankedLoad } from '../figures/ranked-trials.ts';
import type { Metric, Refusal } from '../figures/ranking.ts';
import { count, figure, listed, msOfMicros, plural, rate, ratioFigure, ratioWords } from './format.ts';
import { busyWords } from './limiter-words.ts';

/** Of a and b with a ratio a/b that is certainly below (above) 1: "a … b"; and "0.8 times as long". */
export function comparative(metric: Metric): { smaller: string; greater: string; times: string } {
  return metric === 'orders per core-second'
    ? {
        smaller: 'completes fewer orders per core-second than',
        greater: 'completes more orders per core-second than',
        times: 'times as many',
      }
    : { smaller: 'is faster than', greater: 'is slower than', times: 'times as long' };
}

/** One or several figures of a metric with their unit: `3.41, 3.52 ms`. */
export function metricWords(metric: Metric, values: number[]): string {
  return metric === 'orders per core-second'
    ? values.map(figure).join(', ')
    : `${values.map(msOfMicros).join(', ')} ms`;
}

/** Where no direction is told of an interval that six blocks carry. */
export const undecidedWords = (interval: RatioInterval): string =>
  comparisonOf(interval) === 'no difference shown'
    ? 'no difference shown'
    : 'no difference shown, since its A/A control covers as much';

/** Of each mode: what it was offered, and `(machine 63% busy)`. */
export const loadWords = (loads: readonly RankedLoad[]): string =>
  listed(
    loads.map(({ mode, ratePerSecond, machineBusy }) => {
      const busy = machineBusy === null ? '' : ` (machine ${busyWords(machineBusy, exhausted.machine)} busy)`;
      return `${mode} ${rate(ratePerSecond)}/s${busy}`;
    }),
  );

/** How many of these had not settled; null where all had. */
export function unsettledWords(used: readonly Trial[]): string | null {
  const unsettled = used.filter(({ notSteady }) => notSteady).length;
  return unsettled === 0 ? null : unsettledOf(unsettled, used.length);
}

const unsettledOf = (unsettled: number, trials: number): string =>
  `${count(unsettled)} of the ${plural(trials, 'trial')} used had not settled when measuring began`;

/** Why a pair is not, for little room. */
export const notRankedWords: Record<NotRanked['kind'], string> = {
  'other work': 'other work',
  'few blocks': 'too few blocks',
  'foreign broker': 'its broker is not of the lab',
  quick: 'a quick run',
  unprotected: 'a protection was off',
  violated: 'a check was violated',
  alone: 'one mode alone',
  'unequal load': 'other loads',
  noisy: 'its A/A control failed',
  unsettled: 'most trials had not settled',
  uncontrolled: 'too few A/A controls',
};

/** Why a pair is not. */
export const unsharedWords = (roles: readonly string[]): string =>
  `${listed([...roles])} ran for one of them alone, so their work was not the same`;

/** Why nothing is ranked. */
export function refusalWords(refused: Refusal, { without }: RunFile): string {
  switch (refused.kind) {
    case 'unprotected':
      return `a protection was switched off (${listed(without)})`;
    case 'violated':
      return 'a check was violated in the very trials that would be ranked';
    case 'alone':
      return 'only one mode was measured';
    case 'unequal load':
      return 'the base trials were not under one load';
    case 'noisy': {
      const how = refused.controls.map(({ metric, control }) => `${metric} ${ratioWords(control)}`);
      return `the A/A control, one mode against itself, shows a difference where there is none (${listed(how)})`;
    }
    case 'unsettled':
      return `${unsettledOf(refused.unsettled, refused.trials)}, so that mostly warming up would be compared`;
    case 'uncontrolled':
      return `fewer than ${refused.fewest} blocks have an A/A control for ${listed(refused.metrics)}`;
  }
}

/** An interval of one session is of this hour on this host: `2 sessions: 1.46 to 2.07`. */
export function sessionsWords({ low, high, sessions, meet }: CellSpan): string {
  return `${plural(sessions, 'session')}${meet ? '' : ', not all of which meet'}: ${ratioFigure(low)} to ${ratioFigure(high)}`;
}
