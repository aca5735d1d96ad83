import type { RunFile } from '../../record/run-file.ts';
import { wrongWays } from '../../record/wrong-ways.ts';
import { bestOf } from '../../report/figures/best-runs.ts';
import { markdownTable } from '../../report/markdown/sections/comparison.ts';
import { olderWords } from '../../report/markdown/sections/first-screen.ts';
import { isOlder, type NamedRun, type ServicesNow } from '../../report/render-first-screen.ts';
import { ratesTable } from '../../report/tables/work.ts';
import {
  seenBy,
  wrongCosts,
  wrongLooks,
  wrongMeanwhile,
  wrongSwitch,
  wrongWords,
} from '../../report/words/wrong-words.ts';
import { table } from './markdown.ts';

const NONE = 'not measured yet';

/** Below a table: which run it is of, and whether the services are others now. */
const source = (run: RunFile, services: ServicesNow): string =>
  `\n\nRun ${run.runId} of ${run.startedAt.slice(0, 10)}${isOlder(run, services) ? `, **${olderWords}**` : ''}.`;

const bestIn = (runs: readonly NamedRun[]) => bestOf(runs.map(({ figures }) => figures)).work ?? null;

/** Orders per second beside their prediction, as the best committed run of the work experiment has them. */
export function handsTable(runs: readonly NamedRun[], services: ServicesNow): string {
  const best = bestIn(runs);
  if (best === null || best.work === null) return `*${NONE}: no committed run of \`npm run bench -- work\`.*`;
  return markdownTable(ratesTable(best.work, best.run)) + source(best.run, services);
}

/** What is done wrong most: how it looks, how it is switched on here, what it came to, and what sees it. */
export function wrongTable(runs: readonly NamedRun[], services: ServicesNow): string {
  const best = bestIn(runs);
  const told = (name: (typeof wrongWays)[number]['name']) =>
    (best?.work?.wrong ?? [])
      .filter(({ way }) => way.name === name)
      .map((each) => `${each.mode === null ? '' : `${each.mode}: `}${wrongWords(each)}`)
      .join('; ') || NONE;
  const from = best === null ? '' : source(best.run, services);
  const ways = table(
    ['what it looks like', 'here', 'what it costs', 'measured', 'what sees it'],
    wrongWays.map((way) => [
      wrongLooks[way.name],
      `\`${wrongSwitch(way)}\`${wrongMeanwhile(way)}`,
      wrongCosts[way.name],
      told(way.name),
      seenBy(way),
    ]),
  );
  return ways + from;
}
