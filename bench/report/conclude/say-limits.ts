import { judgeCeiling } from '../ceilings/judge-ceiling.ts';
import { count } from '../format.ts';
import { sayLimiter } from '../limiter/say-limiter.ts';
import type { RunFile } from '../run-file.ts';
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
  const met = measured.filter((each) => each.met).length;
  const unmeasured = judged.length - measured.length;
  const text =
    `**Ceilings:** of ${count(measured.length)} targets measured, ${count(met)} met and ${count(measured.length - met)} missed` +
    `${unmeasured > 0 ? `; ${count(unmeasured)} not measured here` : ''}. Each with our share of what the medium alone can do, its interval and what holds ours back.`;
  return [{ text, heading: headings.ceilings }];
}
