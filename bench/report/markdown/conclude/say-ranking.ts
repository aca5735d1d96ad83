import type { RunFile } from '../../../record/run-file.ts';
import { condemns, slowdownOf } from '../../figures/ranking/control.ts';
import { ratioWords } from '../../figures/ranking/interval-words.ts';
import type { Metric } from '../../figures/ranking/metric.ts';
import { type RankedPair, rank } from '../../figures/ranking/rank.ts';
import { rankingTitle } from '../summary/ranking-table.ts';
import type { Sentence } from './sentence.ts';

/** Which mode may be said to beat which, each with its interval; or why nothing is ranked. */
export function sayRanking(run: RunFile): Sentence[] {
  if (run.profile === 'quick') {
    const text =
      'This was a quick run: it describes what happened on this machine in a few minutes and **ranks nothing**. ' +
      'Two columns that differ may differ by chance; `--profile standard` measures enough to compare.';
    return [{ text, heading: null }];
  }
  const ranking = rank(run);
  if (ranking === null) {
    if (!run.experiments.includes('latency')) return [];
    const text =
      'This run has no two blocks of the base, so it carries no confidence intervals: it describes and **ranks nothing**.';
    return [{ text, heading: null }];
  }
  if (ranking.refused !== null) {
    const alarm = ranking.void ? '⚠ The ranking of this session is void' : 'Nothing is ranked';
    const text = `**${alarm}: ${ranking.refused}.** The figures are described; no mode is put before another.`;
    return [...saySlowed(run), { text, heading: rankingTitle }];
  }
  return [
    ...saySlowed(run),
    ...ranking.metrics.map(({ metric, control }) => ({
      text: `**Noise:** ${metric.name} of one mode against itself (A/A): ${control === null ? 'not measured' : ratioWords(control)}; the interval holds 1, as it must.`,
      heading: rankingTitle,
    })),
    ...ranking.metrics.flatMap(({ metric, pairs }) =>
      pairs.map((pair) => ({ text: say(metric, pair, run), heading: rankingTitle })),
    ),
  ];
}

/** Whether the harness noticed what was done to one mode on purpose. */
function saySlowed(run: RunFile): Sentence[] {
  if (run.slowed === undefined) return [];
  const { mode, factor } = run.slowed;
  const interval = slowdownOf(run);
  const asked = `${mode} was held back so far that its completion p50 should be ${factor} times as long`;
  if (interval === null)
    return [{ text: `**Slowed on purpose:** ${asked}; too few blocks tell whether it was.`, heading: null }];
  const noticed = interval.conclusive && condemns(interval);
  const holds = interval.low <= factor && interval.high >= factor;
  const text =
    `**Slowed on purpose:** ${asked}. Against its own trials without that, in the same blocks, it was ${ratioWords(interval)}: ` +
    `${noticed ? 'noticed' : interval.conclusive ? '**not noticed**' : '**not shown**, since six blocks are needed'}, and the interval ${holds ? 'holds' : '**does not hold**'} ${factor}.`;
  return [{ text, heading: rankingTitle }];
}

function say(metric: Metric, { a, b, interval, result }: RankedPair, run: RunFile): string {
  const capital = metric.name.charAt(0).toUpperCase() + metric.name.slice(1);
  const tier = `tier \`${run.durability}\``;
  const [left, right] = [named(a, run), named(b, run)];
  if (interval === null)
    return `**${capital}, ${left} and ${right}: no difference shown**, too few blocks have both (${tier}).`;
  const ratio = ratioWords(interval).replace(' (', ` ${metric.times} (`).replace(/\)$/, `, ${tier})`);
  if (result === 'no difference shown') {
    return `**${capital}, ${left} and ${right}: no difference shown**: ${ratio}${interval.conclusive ? '' : '; six blocks are needed'}.`;
  }
  return `**${capital}: ${left} ${metric[result]} ${right}**: ${ratio}.`;
}

function named(mode: RankedPair['a'], { slowed }: RunFile): string {
  return slowed?.mode === mode ? `${mode} (slowed on purpose)` : mode;
}
