import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mode } from '../../../common/mode.ts';
import { modes } from '../../modes.ts';
import { readRun } from '../../record/read-run.ts';
import { figuresOf } from '../../report/figures/run-figures.ts';
import {
  choose,
  composedComparison,
  composedGrid,
  type NamedRun,
  type ServicesNow,
} from '../../report/render-first-screen.ts';
import { composedPage } from '../../report/render-page.ts';
import { readSessions } from '../sessions/sessions-command.ts';
import { askedTable } from './asked.ts';
import { loseTables } from './cluster-parts.ts';
import { foldedWords } from './folded-commits.ts';
import { guaranteesShown } from './guarantees.ts';
import { withParts } from './markdown.ts';
import { peaksTable } from './peaks.ts';
import { delayedLinkTable, roundTripsTable } from './round-trips.ts';
import { trackedRuns } from './tracked-runs.ts';
import { handsTable, wrongTable } from './work-parts.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const RESULTS = 'results';
const README = 'README.md';
const CHOOSE = 'docs/how-to-choose.md';
const PLATFORMS = 'docs/platforms.md';
const PAST_ONE_MACHINE = 'docs/past-one-machine.md';

/** Pages by their path, from what the committed runs give beside the services as they are now: all that is generated and names a run or its figures. */
export function samplePages(runs: readonly NamedRun[], services: ServicesNow): Map<string, string> {
  const answers = composedGrid(runs, `${RESULTS}/`, services);
  const { cited } = choose(runs, `../${RESULTS}/`, services);
  const shownIn = ({ name }: Mode): [string, string] => {
    const text = textOf(`${name}/${README}`);
    return [`${name}/${README}`, withParts(text, { shown: guaranteesShown(text, name, cited) })];
  };
  return new Map([
    [`${RESULTS}/comparison.md`, composedComparison(runs, '', services)],
    [`${RESULTS}/index.html`, composedPage(runs, '', '../', services)],
    [`${RESULTS}/${README}`, withParts(textOf(`${RESULTS}/${README}`), { folded: foldedWords(runs) })],
    [README, withParts(textOf(README), { answers })],
    ...modes.map(shownIn),
    [
      CHOOSE,
      withParts(textOf(CHOOSE), {
        questions: askedTable(runs, services),
        hands: handsTable(runs, services),
        wrong: wrongTable(runs, services),
        lose: loseTables(runs),
      }),
    ],
    [PLATFORMS, withParts(textOf(PLATFORMS), { memory: peaksTable(runs) })],
    [
      PAST_ONE_MACHINE,
      withParts(textOf(PAST_ONE_MACHINE), {
        'round trips': roundTripsTable(),
        link: delayedLinkTable(runs, services),
      }),
    ],
  ]);
}

const textOf = (path: string) => readFileSync(join(root, path), 'utf8');

/** Every committed run, with what the kept sessions say. */
export function readSampleRuns(): Promise<NamedRun[]> {
  const sessions = readSessions(join(root, RESULTS, 'sessions.json'));
  return Promise.all(
    committedRuns().map(async (name) => ({
      name,
      figures: figuresOf(await readRun(join(root, RESULTS, name)), sessions),
    })),
  );
}

/** Folders of runs that belong to the project; where nothing tells them from the runs of a user, all there are. */
function committedRuns(): string[] {
  const folders = readdirSync(join(root, RESULTS), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const runs = folders.map(({ name }) => name).filter((name) => existsSync(join(root, RESULTS, name, 'run.json')));
  const tracked = trackedRuns(root);
  return runs.filter((name) => tracked?.has(name) ?? true).toSorted();
}
