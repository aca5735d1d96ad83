import type { ExperimentName, ModeName, RunFile } from '../../../record/run-file.ts';
import type { RunCharts } from '../../charts/plan-charts.ts';
import { type Advice, adviceOf } from '../../figures/advice.ts';
import type { Answer } from '../../figures/answers.ts';
import type { Totals } from '../../figures/best-runs.ts';
import { orderOfModes } from '../../figures/ceilings.ts';
import { firstToFinish } from '../../figures/first-of.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { cellWords, otherWorkWords, questionWords } from '../../words/answer-words.ts';
import { swappedWords } from '../../words/ceiling-words.ts';
import { count, listed, msOfMicros, plural, rate } from '../../words/format.ts';
import { modeLabel } from '../../words/names.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, plain, slug, table } from '../markdown.ts';

/** A run as a page refers to it: where its folder is from there, and whether the services have changed since. */
export interface Cited {
  figures: RunFigures;
  charts: RunCharts;
  prefix: string;
  older: boolean;
}

/** Said of a run whose services have changed since. */
export const olderWords = 'older than the services as they are now';

export type CitedRuns = Partial<Record<ExperimentName, Cited>>;

/** Each of them once, though one may be that of several experiments. */
export const distinctRuns = (runs: CitedRuns): Cited[] => [
  ...new Map(Object.values(runs).map((run) => [run.figures.run.runId, run])).values(),
];

/** The questions that people ask first, each with the answers of all modes, and the run that they are from; below it what a reader of a row must know. */
export function grid(answers: readonly Answer[], runs: CitedRuns, modes: readonly ModeName[]): string {
  const rows = answers.map(({ question, cells, from }) => [
    linked(questionWords(question, modes), from === null ? undefined : runs[from]),
    ...cells.map((cell) => cellWords(cell, question)),
  ]);
  return blocks(table(['', ...modes.map(modeLabel)], rows), notesBelow(answers, runs, modes));
}

/** What cells mean by other work; and whether the order of the highest rates is that of the media. */
export function notesBelow(answers: readonly Answer[], runs: CitedRuns, modes: readonly ModeName[]): string {
  const rated = answers.some(({ question }) => question.kind === 'capacity');
  return blocks(otherWorkWords(answers, modes), rated && runs.latency ? changedOrderWords(runs.latency) : '');
}

/** '' where the modes stand in one order as ours and as the smallest programs, or nobody looked. */
function changedOrderWords({ figures, prefix }: Cited): string {
  const order = orderOfModes(figures.latency.ceilings);
  if (order === null || order.swapped.length === 0) return '';
  return `*Highest rate*: between ${swappedWords(order)} [our code decides](${prefix}report.md#${slug(headings.ceilings)}).`;
}

const linked = (words: string, run: Cited | undefined): string =>
  run === undefined ? words : `[${words}](${run.prefix}report.md)`;

/** Who finishes an order soonest; '' where nobody surely does. Who answers soonest is no rank: an outcome and a promise are two events. */
export function firstWords(answers: readonly Answer[], modes: readonly ModeName[]): string {
  const first = firstToFinish(answers);
  if (first === null) return '';
  const cells = answers.find(({ question }) => question.kind === 'finished')?.cells ?? [];
  const halves = cells.flatMap((cell, index) =>
    cell.kind === 'times' ? [{ index, half: msOfMicros(cell.half) }] : [],
  );
  const own = halves.find(({ index }) => index === first.index)?.half ?? '–';
  const others = halves.filter(({ index }) => index !== first.index).map(({ half }) => half);
  return `At ${rate(first.ratePerSecond)}/s ${modeLabel(modes[first.index] ?? '')} finish an order soonest: half within ${own} ms, the others ${listed(others)} ms.`;
}

/** What the figures together say, in a sentence or two: the one to be repeated; a check that does not hold with its run. */
export function verdictWords(totals: Totals, runs: CitedRuns): string {
  const { violated, unknown, held, trials, faults, worth } = totals;
  const whole = violated === 0 && unknown === 0;
  const first = whole
    ? '**No accepted order was lost, doubled or left stuck in any mode**'
    : `**${plural(violated, 'check')} violated and ${count(unknown)} not to be judged** (${listed(notHeld(runs))})`;
  const under = faults === 0 ? '' : `, under ${plural(faults, 'kind')} of fault`;
  const proof =
    worth.of === 0
      ? ''
      : ` Switching a protection off was noticed in ${count(worth.shown)} of ${plural(worth.of, 'case')}.`;
  return `${first}: ${plural(held, 'check')} held in ${plural(trials, 'trial')}${under}.${proof}`;
}

/** The runs in which some check does not hold, each with the way to why. */
function notHeld(runs: CitedRuns): string[] {
  const where = slug(headings.verdicts);
  return distinctRuns(runs).flatMap(({ figures: { run, verdicts }, prefix }) =>
    verdicts.violated.length + verdicts.unknown.length === 0
      ? []
      : [`[${run.experiments.join(', ')}](${prefix}report.md#${where})`],
  );
}

const survives: Record<RunFile['durability'], string> = {
  'page-cache': 'what is stored survives a kill, not a power cut',
  fsync: 'what is stored is on disk',
};

/** Where the figures are from, and how old they are: what a reader must know before any of them. */
export function groundWords(runs: CitedRuns): string {
  const cited = Object.values(runs);
  const old = Object.entries(runs).flatMap(([experiment, { older }]) => (older ? [experiment] : []));
  const cores = [...new Set(cited.map(({ figures: { run } }) => run.host.cores))].sort((a, b) => a - b);
  const tiers = [...new Set(cited.map(({ figures: { run } }) => run.durability))];
  const which =
    old.length === cited.length ? 'All runs are' : `The ${listed(old)} ${old.length === 1 ? 'run is' : 'runs are'}`;
  const age = old.length === 0 ? '' : ` **${which} ${olderWords}**: such figures hold for the code of their day.`;
  if (cited.length === 0) return '';
  return `One machine, ${listed(cores.map(String))} cores, one broker without replicas${runs.cluster ? ' (but in the cluster run)' : ''}; ${listed(tiers.map((tier) => survives[tier]))}.${age}`;
}

const reasons: Record<Advice['when'][number], string> = {
  outcome: 'the caller must know the outcome',
  taken: 'orders must be taken while other services are down',
  past: 'somebody will want the past again',
};

/** The sentences that a reader takes away. */
export const inShort = (answers: readonly Answer[], modes: readonly ModeName[]): string =>
  [adviceWords(adviceOf(answers, modes)), firstWords(answers, modes)].filter(Boolean).join(' ');

function adviceWords(advice: readonly Advice[]): string {
  return Object.entries(reasons)
    .flatMap(([reason, words]) => {
      const fit = advice.filter(({ when }) => when.some((each) => each === reason));
      return fit.length === 0 ? [] : [`${fit.map(({ mode }) => `**${modeLabel(mode)}**`).join(' or ')} if ${words}.`];
    })
    .join(' ');
}

/** Which runs these are, one line each, and whether the services are still those that they measured. */
export function runsWords(runs: CitedRuns): string {
  return distinctRuns(runs)
    .map(({ figures: { run }, prefix, older }) => {
      const made = `${run.startedAt.slice(0, 10)}, commit ${run.git.commit.slice(0, 8)}, ${run.profile}, ${plural(run.host.cores, 'core')} (${plain(run.host.cpu)})`;
      return `- [${run.runId}](${prefix}report.md): ${run.experiments.join(', ')}; ${made}${older ? `; **${olderWords}**` : ''}`;
    })
    .join('\n');
}

export const notShown = ({ cluster }: CitedRuns): string =>
  `Not shown: networks between machines, ${cluster ? '' : 'clusters, '}other rates, other hardware.`;

export const firstScreen = (
  title: string,
  parts: {
    answers: readonly Answer[];
    totals: Totals;
    runs: CitedRuns;
    modes: readonly ModeName[];
    picture: string;
  },
): string =>
  blocks(
    `# ${title}`,
    verdictWords(parts.totals, parts.runs),
    inShort(parts.answers, parts.modes),
    groundWords(parts.runs),
    grid(parts.answers, parts.runs, parts.modes),
    parts.picture,
    notShown(parts.runs),
  );
