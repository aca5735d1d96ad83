import { faultTitle } from '../../../faults/all.ts';
import type { ExperimentName, ModeName, RunFile } from '../../../record/run-file.ts';
import type { RunCharts } from '../../charts/plan-charts.ts';
import { type Advice, adviceOf } from '../../figures/advice.ts';
import { type Answer, type AnswerCell, firstOf, isApart, type Question } from '../../figures/answers.ts';
import type { Totals } from '../../figures/best-runs.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { recoveryWords, takenWords } from '../../words/fault-words.ts';
import { count, figure, listed, msOfMicros, plural, rate, ratioFigure } from '../../words/format.ts';
import { modeLabel, outcomeLabel } from '../../words/names.ts';
import { rowWords } from '../../words/work-words.ts';
import { blocks, plain, table } from '../markdown.ts';

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

/** The questions that people ask first, each with the answers of all modes, and the run that they are from. */
export function grid(answers: readonly Answer[], runs: CitedRuns, modes: readonly ModeName[]): string {
  return table(
    ['', ...modes.map(modeLabel)],
    answers.map(({ question, cells, from }) => [
      linked(questionWords(question, modes), from === null ? undefined : runs[from]),
      ...cells.map((cell) => cellWords(cell, question)),
    ]),
  );
}

/** What the mode at this place answers. */
export const answerWords = ({ cells, question }: Answer, index: number): string => {
  const cell = cells[index];
  return cell === undefined ? '' : cellWords(cell, question);
};

const linked = (words: string, run: Cited | undefined): string =>
  run === undefined ? words : `[${words}](${run.prefix}report.md)`;

export function questionWords(question: Question, modes: readonly ModeName[]): string {
  switch (question.kind) {
    case 'told':
      return 'The client is told';
    case 'finished':
      return `An order is finished (its notification is stored), at ${rate(question.ratePerSecond)}/s: ${quantileWords(question.most)}`;
    case 'answered':
      return `The client has its answer, at ${rate(question.ratePerSecond)}/s: ${quantileWords(question.most)}`;
    case 'compared': {
      const what = question.metric === 'orders per core-second' ? 'CPU per order' : 'Median time to finish an order';
      return `${what}, at ${rate(question.ratePerSecond)}/s: × ${modeLabel(modes[0] ?? '')} (95% interval)`;
    }
    case 'fault': {
      const { fault, seconds, ratePerSecond } = question;
      return `${faultTitle(fault)}${seconds === null || ratePerSecond === null ? '' : ` for ${count(seconds)} s, ${rate(ratePerSecond)}/s`}`;
    }
    case 'capacity':
      return `Highest rate held (99% finished within ${figure(question.sloMs)} ms)`;
    case 'hands':
      return `Orders per second while more come, ${rowWords(question.row)} (${rate(question.predictedPerSecond)} predicted)`;
    case 'others':
      return `Some orders take long (${rowWords(question.row)}): half of the others are finished`;
    case 'past':
      return 'Can what happened be read again later?';
  }
}

/** A question in two or three words, for a list of several. */
export function shortWords(question: Question): string {
  switch (question.kind) {
    case 'told':
      return 'told the outcome';
    case 'answered':
      return 'time to the answer';
    case 'finished':
      return 'time to the end';
    case 'compared':
      return question.metric === 'orders per core-second' ? 'CPU per order' : 'sooner finished';
    case 'fault':
      return question.fault;
    case 'capacity':
      return 'highest rate';
    case 'hands':
      return 'what hands do';
    case 'others':
      return 'held up by slow ones';
    case 'past':
      return 'the past';
  }
}

const quantileWords = (most: number) => `median, ${Math.round(most * 100)}th percentile`;

function cellWords(cell: AnswerCell, { kind }: Question): string {
  switch (cell.kind) {
    case 'none':
      return { cannot: 'cannot happen', 'not run': 'not run', 'no figure': '–', 'not ranked': '*not ranked*' }[
        cell.because
      ];
    case 'told':
      return { outcome: 'the outcome (201)', promise: 'a promise (202)' }[cell.answer];
    case 'times':
      return `${msOfMicros(cell.half)} ms, ${cell.most === null ? 'n/a' : `${msOfMicros(cell.most)} ms`}`;
    case 'one':
      return '1';
    case 'ratio': {
      const { ratio, low, high } = cell.interval;
      const words = `${ratioFigure(ratio)} (${ratioFigure(low)} to ${ratioFigure(high)})`;
      return isApart(cell.interval) ? words : `*no difference shown*, ${words}`;
    }
    case 'fault':
      return [
        cell.cell.outcome === 'holds' ? '' : `**${outcomeLabel[cell.cell.outcome]}**`,
        takenWords(cell.cell),
        recoveryWords(cell.cell),
      ]
        .filter((part) => part !== '')
        .join('; ');
    case 'rates': {
      const { lowest, highest, searches } = cell;
      const range = lowest === highest ? rate(lowest) : `${rate(lowest)} to ${rate(highest)}`;
      return kind === 'capacity' && searches === 1 ? `${range}/s (one search)` : `${range}/s`;
    }
    case 'by ordering':
      return cell.lines
        .map(({ ordering, value }) => {
          const words = value === null ? 'n/a' : kind === 'others' ? `${msOfMicros(value)} ms` : `${rate(value)}/s`;
          return ordering === null ? words : `by ${ordering} ${words}`;
        })
        .join(', ');
    case 'rebuilt':
      return `${cell.past ? 'yes, every event' : 'only the states it led to'}; ${plural(cell.equal, 'rebuild')} equal${restWords(cell)}`;
  }
}

function restWords({ equal, of, gaps }: { equal: number; of: number; gaps: number }): string {
  const other = of - equal - gaps;
  return [
    gaps === 0 ? '' : `, ${count(gaps)} stopped at removed records`,
    other === 0 ? '' : `, **${count(other)} not equal**`,
  ].join('');
}

/** Who is first, where finishing and answering have different winners. '' where they have not, or where nobody is surely first. */
export function firstWords(answers: readonly Answer[], modes: readonly ModeName[]): string {
  const { finished, answered } = firstOf(answers);
  if (finished === null || answered === null || finished === answered) return '';
  const [done, told] = [finished, answered].map((index) => modeLabel(modes[index] ?? ''));
  return `${done} finish an order soonest; ${told} answer soonest, ${promised(answers, answered) ? 'with a promise' : 'with the outcome'}.`;
}

const promised = (answers: readonly Answer[], index: number): boolean =>
  answers.some(({ cells }) => cells[index]?.kind === 'told' && cells[index].answer === 'promise');

/** What the figures together say, in a sentence or two: the one to be repeated. */
export function verdictWords(totals: Totals): string {
  const { violated, unknown, held, trials, faults, worth } = totals;
  const whole = violated === 0 && unknown === 0;
  const first = whole
    ? '**No accepted order was lost, doubled or left stuck in any mode**'
    : `**${plural(violated, 'check')} violated and ${count(unknown)} not to be judged**`;
  const under = faults === 0 ? '' : `, under ${plural(faults, 'kind')} of fault`;
  const proof =
    worth.of === 0
      ? ''
      : ` A safeguard switched off broke its check: ${count(worth.shown)} of ${plural(worth.of, 'case')}.`;
  return `${first}: ${plural(held, 'check')} held in ${plural(trials, 'trial')}${under}.${proof}`;
}

const survives: Record<RunFile['durability'], string> = {
  'page-cache': 'what is stored survives a kill, not a power cut',
  fsync: 'what is stored is on disk',
};

/** Where the figures are from, and how old they are: what a reader must know before any of them. */
export function groundWords(runs: CitedRuns): string {
  const cited = Object.values(runs);
  const cores = [...new Set(cited.map(({ figures: { run } }) => run.host.cores))].sort((a, b) => a - b);
  const tiers = [...new Set(cited.map(({ figures: { run } }) => run.durability))];
  const older = cited.filter((each) => each.older).length;
  const age =
    older === 0
      ? ''
      : ` **${older === cited.length ? 'All runs are' : `${plural(older, 'run')} of ${count(cited.length)} ${older === 1 ? 'is' : 'are'}`} ${olderWords}.**`;
  if (cited.length === 0) return '';
  return `One machine, ${listed(cores.map(String))} cores, one broker without replicas; ${listed(tiers.map((tier) => survives[tier]))}.${age}`;
}

const reasons: Record<Advice['when'][number], string> = {
  outcome: 'the caller must know the outcome',
  taken: 'orders must be taken while others are down',
  past: 'somebody will want the past again',
};

export function adviceWords(advice: readonly Advice[]): string {
  return advice
    .filter(({ when }) => when.length > 0)
    .map(({ mode, when, costs }) => {
      const price =
        costs === null
          ? ''
          : ` (at ${rate(costs.ratePerSecond)}/s for ${ratioFigure(costs.interval.ratio)} times the CPU)`;
      return `**${modeLabel(mode)}** if ${listed(when.map((each) => reasons[each]))}${price}.`;
    })
    .join(' ');
}

/** Which runs these are, one line each, and whether the services are still those that they measured. */
export function runsWords(runs: CitedRuns): string {
  const cited = [...new Map(Object.values(runs).map((run) => [run.figures.run.runId, run])).values()];
  return cited
    .map(({ figures: { run }, prefix, older }) => {
      const made = `${run.startedAt.slice(0, 10)}, commit ${run.git.commit.slice(0, 8)}, ${run.profile}, ${plural(run.host.cores, 'core')} (${plain(run.host.cpu)})`;
      return `- [${run.runId}](${prefix}report.md): ${run.experiments.join(', ')}; ${made}${older ? `; **${olderWords}**` : ''}`;
    })
    .join('\n');
}

export const notShown = 'Not shown: networks between machines, clusters, other rates, other hardware.';

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
    verdictWords(parts.totals),
    [adviceWords(adviceOf(parts.answers, parts.modes)), firstWords(parts.answers, parts.modes)]
      .filter(Boolean)
      .join(' '),
    groundWords(parts.runs),
    grid(parts.answers, parts.runs, parts.modes),
    parts.picture,
    notShown,
  );
