import { modeNames, modes } from '../modes.ts';
import type { ExperimentName, RunFile } from '../record/run-file.ts';
import { planCharts } from './charts/plan-charts.ts';
import { answersOf } from './figures/answers.ts';
import { type BestRuns, bestOf, totalsOf } from './figures/best-runs.ts';
import type { RunFigures } from './figures/run-figures.ts';
import { blocks, plain } from './markdown/markdown.ts';
import { comparison } from './markdown/sections/comparison.ts';
import type { Place, Section } from './markdown/sections/document.ts';
import { fairness } from './markdown/sections/fairness.ts';
import {
  type Cited,
  type CitedRuns,
  firstScreen,
  grid,
  groundWords,
  runsWords,
} from './markdown/sections/first-screen.ts';
import { glossary } from './markdown/sections/glossary.ts';
import { matrix } from './markdown/sections/matrix.ts';
import { listed } from './words/format.ts';

/** A run and the name of its folder beside the others. */
export interface NamedRun {
  name: string;
  figures: RunFigures;
}

/**
 * The comparison made of the best runs: the first screen, then the tables behind it, folded. `results`: the way from the
 * page to the folder of the runs, with its slash. `services`: the digest of the services as they are now. A pure function
 * of the runs.
 */
export function composedComparison(runs: readonly NamedRun[], results: string, services: ServicesNow): string {
  const { best, cited } = choose(runs, results, services);
  const answers = answersOf(best, modeNames);
  const screen = firstScreen(`${listed(modes.map(({ medium }) => medium.name))} compared`, {
    answers,
    totals: totalsOf(best),
    runs: cited,
    modes: modeNames,
    picture: pictureOf(cited.failure),
  });
  const of = (experiment: ExperimentName, make: (from: Place) => Section | null) => {
    const run = cited[experiment];
    const section = run === undefined ? null : make({ ...run, headings: [] });
    return section === null ? '' : folded(section, experiment);
  };
  return `${blocks(
    screen,
    blocks('## The runs behind it', runsWords(cited)),
    of('failure', matrix),
    of('latency', comparison),
    of('replay', comparison),
    of('work', comparison),
    of('cluster', comparison),
    of('gateway', comparison),
    of('way-back', comparison),
    of('saga', comparison),
    of('latency', fairness),
    folded(glossary(), 'terms'),
  )}\n`;
}

/** The grid alone, for the page that a newcomer opens first. */
export function composedGrid(runs: readonly NamedRun[], results: string, services: ServicesNow): string {
  const { best, cited } = choose(runs, results, services);
  return blocks(
    groundWords(cited),
    grid(answersOf(best, modeNames), cited, modeNames),
    runsWords(cited),
    pictureOf(cited.failure),
  );
}

/** The digest of the services of these modes as they are now: a run is older where its own is another one. */
export type ServicesNow = (modes: RunFile['modes']) => string;

/** Whether the services of a run are not those of now. */
export const isOlder = ({ servicesDigest, modes }: Pick<RunFile, 'servicesDigest' | 'modes'>, services: ServicesNow) =>
  servicesDigest !== services(modes);

/** The best run of each experiment, and where a page finds it. */
export function choose(runs: readonly NamedRun[], results: string, services: ServicesNow) {
  const best: BestRuns = bestOf(runs.map(({ figures }) => figures));
  const cited: CitedRuns = {};
  for (const [experiment, figures] of Object.entries(best) as [ExperimentName, RunFigures][]) {
    const { name } = runs.find((each) => each.figures === figures) as NamedRun;
    cited[experiment] = {
      figures,
      charts: planCharts(figures),
      prefix: `${results}${encodeURIComponent(name)}/`,
      older: isOlder(figures.run, services),
    };
  }
  return { best, cited };
}

/** The modes through the same trouble: the chart of the fault that people ask for first. */
function pictureOf(failure: Cited | undefined): string {
  if (failure === undefined) return '';
  const { figures, prefix } = failure;
  const charts = failure.charts.faults;
  const leading = figures.faults.find(({ fault, leading: leads }) => leads && charts.has(fault));
  const chart = leading && charts.get(leading.fault);
  return chart ? `![${plain(chart.alt)}](${prefix}charts/${chart.file})` : '';
}

/** What tells the sections of one heading apart. */
export const titleEnds: Record<string, string> = {
  replay: ' of the replay',
  work: ' of work that takes time',
  cluster: ' of nodes that break',
  gateway: ' of one door',
  'way-back': ' of ways back to the caller',
  saga: ' of payments',
};

function folded({ heading, body }: Section, from: string): string {
  return blocks(`## ${heading}${titleEnds[from] ?? ''}`, '<details>\n<summary>Show</summary>', body, '</details>');
}
