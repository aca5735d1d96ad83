import type { RunFile } from '../../../record/run-file.ts';
import { rankedLoads, rankedTrials } from '../../figures/ranked-trials.ts';
import { condemns, type Metric, type RankedMetric, type RankedPair, type Ranking } from '../../figures/ranking.ts';
import { rankingTitle } from '../../tables/ranking.ts';
import { listed, ratioWords } from '../../words/format.ts';
import { variationWords } from '../../words/names.ts';
import {
  comparative,
  loadWords,
  refusalWords,
  undecidedWords,
  unsettledWords,
  unsharedWords,
} from '../../words/ranking-words.ts';
import type { Sentence } from './sentence.ts';

/** At the base, then at shares of the own capacity. */
export const sayRankings = (run: RunFile, rankings: Ranking[]): Sentence[] =>
  rankings.length === 0 ? sayRanking(run, null) : rankings.flatMap((ranking) => sayRanking(run, ranking));

/** Which mode may be said to beat which, each with its interval; or why nothing is ranked. */
export function sayRanking(run: RunFile, ranking: Ranking | null): Sentence[] {
  if (run.profile === 'quick') {
    const text =
      'This was a quick run: it describes what happened on this machine in a few minutes and **ranks nothing**. ' +
      'Two columns that differ may differ by chance; `--profile standard` measures enough to compare.';
    return [{ text, heading: null }];
  }
  if (ranking === null) {
    if (!run.experiments.includes('latency')) return [];
    const text =
      'This run has no two blocks of the base, so it carries no confidence intervals: it describes and **ranks nothing**.';
    return [{ text, heading: null }];
  }
  if (ranking.refused !== null) {
    const alarm = ranking.void ? '⚠ The ranking of this session is void' : 'Nothing is ranked';
    const text = `**${alarm}${where(ranking)}: ${refusalWords(ranking.refused, run)}.** The figures are described; no mode is put before another.`;
    return [...saySlowed(run, ranking), { text, heading: rankingTitle(ranking) }];
  }
  const topic = ranking.at.kind === 'base' ? 'base' : 'share';
  const noise = ranking.metrics.map(
    ({ metric, control }) => `${metric} ${control === null ? 'not measured' : ratioWords(control)}`,
  );
  return [
    ...saySlowed(run, ranking),
    ...sayLoads(run, ranking).map((text): Sentence => ({ text, heading: rankingTitle(ranking), topic })),
    ...toTell(ranking).flatMap(({ metric, pairs }) =>
      sayPairs(
        metric,
        pairs.filter(({ unshared }) => unshared.length === 0),
        ranking,
        run,
      ).map((text): Sentence => ({ text, heading: rankingTitle(ranking), topic })),
    ),
    ...sayUnshared(ranking, run).map((text): Sentence => ({ text, heading: rankingTitle(ranking), topic })),
    {
      text: `Noise${where(ranking)}, one mode against itself (A/A): ${listed(noise)}; each interval holds 1, as it must.`,
      heading: rankingTitle(ranking),
      topic,
    },
    ...sayUnsettled(run, ranking).map((text): Sentence => ({ text, heading: rankingTitle(ranking), topic })),
  ];
}

/** Where each mode has a rate of its own, how much of the machine that took: no share makes them equal. */
function sayLoads(run: RunFile, { at }: Ranking): string[] {
  const loads = at.kind === 'base' ? [] : rankedLoads(run, at);
  return loads.length === 0
    ? []
    : [
        `The share is of what the first search of each mode found, and need not load them equally: ${loadWords(loads)}.`,
      ];
}

function sayUnsettled(run: RunFile, ranking: Ranking): string[] {
  const words = unsettledWords(rankedTrials(run, ranking.at));
  return words === null ? [] : [`**Not steady${where(ranking)}**: ${words}.`];
}

/** Pairs that did not do the same work, by what differed: each reason once, for all metrics. */
function sayUnshared(ranking: Ranking, run: RunFile): string[] {
  const apart = (ranking.metrics[0]?.pairs ?? []).filter(({ unshared }) => unshared.length > 0);
  const reasons = Map.groupBy(apart, ({ unshared }) => unsharedWords(unshared));
  return [...reasons].map(
    ([because, pairs]) =>
      `**Not ranked${where(ranking)}: ${listed(pairs.map(({ a, b }) => `${named(a, run)} with ${named(b, run)}`))}**: ${because}.`,
  );
}

/** A p90 that says the same as the p50 is left to the table. */
function toTell({ metrics }: Ranking): RankedMetric[] {
  const results = (metric: Metric) =>
    metrics
      .find((each) => each.metric === metric)
      ?.pairs.map(({ result }) => result)
      .join();
  return metrics.filter(({ metric }) => metric !== 'completion p90' || results(metric) !== results('completion p50'));
}

/** Whether the harness noticed what was done to one mode on purpose. */
function saySlowed(run: RunFile, ranking: Ranking): Sentence[] {
  const { slowdown: interval } = ranking;
  if (run.slowed === undefined || ranking.at.kind !== 'base') return [];
  const { mode, factor } = run.slowed;
  const asked = `${mode} was held back so far that its completion p50 should be ${factor} times as long`;
  if (interval === null)
    return [{ text: `**Slowed on purpose:** ${asked}; too few blocks tell whether it was.`, heading: null }];
  const noticed = interval.conclusive && condemns(interval);
  const holds = interval.low <= factor && interval.high >= factor;
  const text =
    `**Slowed on purpose:** ${asked}. Against its own trials without that, in the same blocks, it was ${ratioWords(interval)}: ` +
    `${noticed ? 'noticed' : interval.conclusive ? '**not noticed**' : '**not shown**, since six blocks are needed'}, and the interval ${holds ? 'holds' : '**does not hold**'} ${factor}.`;
  return [{ text, heading: rankingTitle(ranking) }];
}

/** A ratio is one of its load alone. */
const where = ({ at }: Ranking): string => ` at ${variationWords(at)}`;

/** A sentence for each pair that enough blocks have, and one for all others. */
function sayPairs(metric: Metric, pairs: readonly RankedPair[], ranking: Ranking, run: RunFile): string[] {
  const capital = metric.charAt(0).toUpperCase() + metric.slice(1) + where(ranking);
  const few = pairs.filter(({ interval }) => interval?.conclusive !== true).map((pair) => fewWords(pair, run));
  return [
    ...pairs.flatMap((pair) => say(metric, capital, pair, run) ?? []),
    ...(few.length === 0 ? [] : [`**${capital}: too few blocks to tell** of ${listed(few)}; six are needed.`]),
  ];
}

const fewWords = ({ a, b, interval }: RankedPair, run: RunFile): string =>
  `${named(a, run)} and ${named(b, run)}${interval === null ? '' : `: ${ratioWords(interval)}`}`;

/** Null where too few blocks have both. */
function say(metric: Metric, capital: string, { a, b, interval, result }: RankedPair, run: RunFile): string | null {
  if (interval?.conclusive !== true) return null;
  const [left, right] = [named(a, run), named(b, run)];
  const ratio = ratioWords(interval)
    .replace(' (', ` ${comparative(metric).times} (`)
    .replace(/\)$/, `, tier \`${run.durability}\`)`);
  if (result === 'no difference shown')
    return `**${capital}, ${left} and ${right}: ${undecidedWords(interval)}**: ${ratio}.`;
  return `**${capital}: ${left} ${comparative(metric)[result]} ${right}**: ${ratio}.`;
}

function named(mode: RankedPair['a'], { slowed }: RunFile): string {
  return slowed?.mode === mode ? `${mode} (slowed on purpose)` : mode;
}
