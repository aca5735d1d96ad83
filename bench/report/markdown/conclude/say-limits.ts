import type { CeilingFigures, JudgedCeiling } from '../../figures/ceilings.ts';
import { exhausted } from '../../figures/limiter.ts';
import type { ModeLimit } from '../../figures/mode-limits.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { count, rate } from '../../words/format.ts';
import { busyWords, limiterWords } from '../../words/limiter-words.ts';
import { stepWords } from '../../words/reason-words.ts';
import { plain } from '../markdown.ts';
import { headings, type Sentence } from './sentence.ts';

/** Why not double, and how near the lab comes to what each medium can do. */
export function sayLimits({ latency: { limits, ceilings } }: RunFigures): Sentence[] {
  return [
    ...limits.map((limit): Sentence => ({ text: sayLimiter(limit), heading: headings.limiter, topic: 'limits' })),
    ...sayCeilings(ceilings),
  ];
}

function sayCeilings(ceilings: CeilingFigures[]): Sentence[] {
  if (ceilings.length === 0) return [];
  const measured = ceilings.flatMap(({ judged }) => judged ?? []);
  const having = (verdict: JudgedCeiling['verdict']) => measured.filter((each) => each.verdict === verdict).length;
  const near = measured.filter(({ verdict, missedBy }) => verdict === 'not shown' && missedBy === null).length;
  const more = [
    [
      having('not shown'),
      `not shown either way${near > 0 ? ` (${count(near)} of them reached by what was measured)` : ''}`,
    ],
    [having('no ceiling'), 'where ours is the faster side'],
    [ceilings.length - measured.length, 'not measured here'],
  ] as const;
  const others = more.flatMap(([rows, what]) => (rows > 0 ? [`, ${count(rows)} ${what}`] : [])).join('');
  const text =
    `Of ${count(ceilings.length)} targets for the ceilings, ${count(having('met'))} met, ${count(having('missed'))} missed${others}. ` +
    'Each with our share of what the smallest program with the same guarantees does, its interval, and what the last block showed to hold ours back where that missed it.';
  return [{ text, heading: headings.ceilings, topic: 'limits' }];
}

/** Why a mode does not do twice as much, in plain sentences. */
export function sayLimiter({ mode, ratePerSecond, heldSeconds, limiter, next, fullBelow }: ModeLimit): string {
  const at = `at ${rate(ratePerSecond)} orders per second`;
  if (heldSeconds === null) return `${mode}, ${at} (not at its capacity): ${plain(limiterWords(limiter))}.`;
  const broke =
    next === null ? '' : ` The next step, ${rate(next.ratePerSecond)}/s, ${plain(stepWords(next.outcome))}.`;
  const below =
    fullBelow === null
      ? ''
      : ` The machine was ${busyWords(fullBelow.machineBusy, exhausted.machine)} busy at ${rate(fullBelow.perSecond)}/s already, where an order cost more: full cores slow it down, and do not say alone where its rate ends.`;
  return `${mode}, ${at}, which held for ${rate(heldSeconds)} s: ${plain(limiterWords(limiter))}.${below}${broke}`;
}
