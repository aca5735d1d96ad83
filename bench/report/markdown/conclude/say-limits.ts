import type { RunFile } from '../../../record/run-file.ts';
import { type JudgedCeiling, judgeCeiling } from '../../figures/ceilings/judge-ceiling.ts';
import { sayLimiter } from '../../figures/limiter/say-limiter.ts';
import { count } from '../format.ts';
import { headings, type Sentence } from './sentence.ts';

/** Why not double, and how near the lab comes to what each medium can do. */
export function sayLimits(run: RunFile): Sentence[] {
  const limits = run.modes.flatMap((mode) => sayLimiter(run, mode) ?? []);
  return [
    ...limits.map((text) => ({ text: `**Why not double?** ${text}`, heading: headings.limiter })),
    ...sayCeilings(run),
  ];
}

function sayCeilings({ ceilings, seed }: RunFile): Sentence[] {
  if (ceilings === undefined || ceilings.length === 0) return [];
  const judged = ceilings.map((each) => judgeCeiling(each, seed));
  const measured = judged.filter((each) => each !== null);
  const having = (verdict: JudgedCeiling['verdict']) => measured.filter((each) => each.verdict === verdict).length;
  const near = measured.filter(({ verdict, reached }) => verdict === 'not shown' && reached).length;
  const more = [
    [
      having('not shown'),
      `not shown either way${near > 0 ? ` (${count(near)} of them reached by what was measured)` : ''}`,
    ],
    [having('no ceiling'), 'where ours is the faster side'],
    [judged.length - measured.length, 'not measured here'],
  ] as const;
  const others = more.flatMap(([rows, what]) => (rows > 0 ? [`, ${count(rows)} ${what}`] : [])).join('');
  const text =
    `**Ceilings:** of ${count(judged.length)} targets, ${count(having('met'))} met, ${count(having('missed'))} missed${others}. ` +
    'Each with our share of what the medium alone can do, its interval and what holds ours back.';
  return [{ text, heading: headings.ceilings }];
}
