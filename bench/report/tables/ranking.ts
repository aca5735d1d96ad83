import type { Comparison, RatioInterval } from '../../measure/bootstrap.ts';
import type { ModeName, RunFile } from '../../record/run-file.ts';
import { rankedLoads, rankedTrials, trialsAt } from '../figures/ranked-trials.ts';
import { condemns, type RankedMetric, type RankedPair, type Ranking } from '../figures/ranking.ts';
import { type Span, spanOver } from '../figures/session-spans.ts';
import { fewAccepted } from '../words/few-accepted.ts';
import { listed, ratioWords } from '../words/format.ts';
import { variationWords } from '../words/names.ts';
import {
  loadWords,
  metricWords,
  refusalWords,
  sessionsWords,
  undecidedWords,
  unsettledWords,
  unsharedWords,
} from '../words/ranking-words.ts';
import { noFigure, type SummaryRow, type SummaryTable, slowVoidRemarks } from './table.ts';

/** At the base, or at a share of the own capacity. */
export const rankingTitle = ({ at }: Pick<Ranking, 'at'>): string =>
  `Ranking at ${variationWords(at)}: ratios with 95% intervals`;

/** Modes in pairs and what may be said of them, with the A/A control first. */
export function rankingTable(ranking: Ranking, run: RunFile, spans: readonly Span[]): SummaryTable {
  return {
    title: rankingTitle(ranking),
    note:
      `${whichTrials(ranking)} An interval of one session says *this hour on this host*, not more (bench sessions has the span of several). Durability tier ${run.durability}, usable trials of the same block compared with each other; ratios are resampled by whole blocks, seeded with ${run.seed} ` +
      '(Hesterberg 2015, expanded percentile interval). A direction is told only when the interval excludes 1, at least six blocks carry it, the A/A control, ' +
      "one mode measured twice in a block, does not exclude 1, and neither the ratio nor its inverse lies inside the control's interval of that metric. With three intervals of 95% chance alone voids up to about one session in seven. " +
      'Acceptance is not here: it is another event in another mode.',
    columns: [
      { head: 'a' },
      { head: 'b' },
      { head: 'a / b (95% interval)' },
      { head: 'result' },
      { head: 'each block: a', sentences: true },
      { head: 'each block: b', sentences: true },
    ],
    rows: ranking.metrics.flatMap((of) => [
      {
        label: `${of.metric}: A/A control`,
        cells: [
          'base',
          'base again',
          of.control === null ? noFigure : ratioWords(of.control),
          of.control === null ? { loud: 'NOT MEASURED' } : verdictOf(of.control),
          noFigure,
          noFigure,
        ],
      },
      ...of.pairs.map((pair) => row(of, pair, ranking)),
    ]),
    remarks: [
      ...(ranking.refused === null
        ? []
        : [`${ranking.void ? 'the session is void' : 'nothing is ranked'}: ${refusalWords(ranking.refused, run)}`]),
      ...overSessions(ranking, run, spans),
      ...notAllLetIn(ranking, run),
      ...(ranking.refused?.kind === 'unsettled' ? [] : unsettled(ranking, run)),
      ...slowVoidRemarks(trialsAt(run, ranking.at), '', ['completion']),
      ...rates(ranking, run),
      ...otherWork(ranking),
      ...slowdown(run, ranking),
      ...unalike(run),
      ...strangers(run),
    ],
  };
}

/** Beside the interval of one session what several say (measurement.md, rule 9). */
function overSessions({ at, metrics }: Ranking, { durability }: RunFile, spans: readonly Span[]): string[] {
  const told = metrics.flatMap(({ metric, pairs }) =>
    pairs.flatMap(({ a, b }) => {
      const span = spanOver(spans, { durability, at, metric, a, b });
      return span === null
        ? []
        : [`${metric}, ${a} / ${b}: ${sessionsWords({ ...span, sessions: span.sessions.length })}`];
    }),
  );
  return told.length === 0 ? [] : [`the span of the intervals over all kept sessions: ${told.join('; ')}`];
}

const whichTrials = ({ at }: Ranking): string =>
  at.kind === 'base'
    ? `Trials at ${variationWords(at)}, which is the base: at another load the ratios are others (below: efficiency over the load).`
    : `Trials at ${variationWords(at)}, of what its first search found: at rates of their own, which need not load the modes equally (below: how busy the machine was).`;

function verdictOf(control: RatioInterval): string {
  return condemns(control) ? 'NOISE EXCLUDES 1: the session is void' : 'noise holds 1';
}

function row(of: RankedMetric, { a, b, unshared, interval, result }: RankedPair, { refused }: Ranking): SummaryRow {
  const said = refused !== null || unshared.length > 0 ? 'not ranked' : words(result, interval);
  return {
    label: of.metric,
    cells: [a, b, interval === null ? noFigure : ratioWords(interval), said, blocksOf(of, a), blocksOf(of, b)],
  };
}

function words(result: Comparison, interval: RatioInterval | null): string {
  if (!interval?.conclusive) return 'too few blocks to tell';
  return result === 'no difference shown' ? undecidedWords(interval) : `a is ${result}`;
}

/** The figures that were resampled, block by block. */
function blocksOf({ metric, blocks }: RankedMetric, mode: ModeName): string {
  const figures = blocks[mode] ?? [];
  return figures.length === 0 ? noFigure : metricWords(metric, figures);
}

function unsettled({ at }: Ranking, run: RunFile): string[] {
  const words = unsettledWords(rankedTrials(run, at));
  return words === null ? [] : [`NOT STEADY: ${words}`];
}

/** A median of those that got in is no rank of a mode that refused the others. */
function notAllLetIn({ at }: Ranking, run: RunFile): string[] {
  const ranked = rankedTrials(run, at);
  return run.modes.flatMap((mode) => {
    const few = fewAccepted(ranked.filter((trial) => trial.mode === mode));
    return few === null ? [] : [`${mode}: ${few}; its figures are of those alone`];
  });
}

/** Pairs that did not do the same work. */
function otherWork({ metrics: [first] }: Ranking): string[] {
  return (first?.pairs ?? []).flatMap(({ a, b, unshared }) =>
    unshared.length === 0 ? [] : [`${a} and ${b} are not ranked: ${unsharedWords(unshared)}`],
  );
}

/** Where each mode has a rate of its own, which, and how much of the machine that took. */
function rates({ at }: Ranking, run: RunFile): string[] {
  if (at.kind === 'base') return [];
  const loads = rankedLoads(run, at);
  return loads.length === 0 ? [] : [`offered: ${loadWords(loads)}`];
}

/** A mode slowed on purpose against its own trials that were not. */
function slowdown(run: RunFile, { slowdown: interval }: Ranking): string[] {
  if (run.slowed === undefined || interval === null) return [];
  return [
    `${run.slowed.mode} slowed on purpose by ${run.slowed.factor}: completion p50 against its own unslowed trials ${ratioWords(interval)}`,
  ];
}

/** The fairness card in one line, beside the numbers it qualifies. */
function unalike({ modes, fairness }: RunFile): string[] {
  if (fairness.length === 0) return ['no settings were recorded: nothing here should be compared'];
  const differ = fairness.filter(({ values }) => new Set(modes.map((mode) => values[mode] ?? '')).size > 1);
  if (differ.length === 0) return ['fairness: every recorded setting is the same in all modes'];
  return [`fairness: the modes differ in ${listed(differ.map(({ setting }) => setting))}; see the fairness card`];
}

function strangers({ modes, brokerOwned }: RunFile): string[] {
  return modes
    .filter((mode) => brokerOwned?.[mode] === false)
    .map((mode) => `${mode} is not ranked: its broker was named by an address and not started by the lab`);
}
