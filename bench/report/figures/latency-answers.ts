import { comparisonBeside, type RatioInterval } from '../../measure/bootstrap.ts';
import type { ModeName } from '../../record/run-file.ts';
import type { Answer, AnswerCell, NotRanked } from './answers.ts';
import { costCurveOf } from './cost-curve.ts';
import type { BaseFigures } from './latency.ts';
import type { Metric } from './ranking.ts';
import { ratesHeld } from './rates-held.ts';
import type { RunFigures } from './run-figures.ts';
import { spanOver } from './session-spans.ts';

/** When orders are answered and finished, what they cost, and how many a mode holds. */
export function latencyAnswers({ run, latency, spans }: RunFigures, modes: readonly ModeName[]): Answer[] {
  const from = 'latency';
  const [base] = latency.base;
  const answers: Answer[] = [];
  if (base !== undefined) {
    const ratePerSecond = base.group.variation?.value ?? 0;
    const most = base.group.modes.every(({ latency: { completion } }) => (completion?.p99 ?? null) !== null)
      ? 0.99
      : 0.9;
    const times = (kind: 'finished' | 'answered', of: 'completion' | 'acceptance'): Answer => ({
      question: { kind, ratePerSecond, most },
      from,
      cells: modes.map((mode) => timesOf(base, mode, of, most)),
    });
    const compared = (metric: Metric): Answer[] => {
      const cells = comparedCells({ run, latency, spans }, modes, metric);
      return cells === null ? [] : [{ question: { kind: 'compared', metric, ratePerSecond }, from, cells }];
    };
    answers.push(
      times('answered', 'acceptance'),
      times('finished', 'completion'),
      ...compared('completion p50'),
      ...compared('orders per core-second'),
    );
  }
  answers.push(...costAnswers({ run, latency }, modes));
  const { capacity } = latency;
  if (capacity !== null) {
    const cells = modes.map((mode) => ratesHeld(capacity, mode));
    answers.push({ question: { kind: 'capacity', sloMs: capacity.sloMs }, from, cells });
  }
  return answers;
}

/** Of the modes of the run; none where it has no curve. */
function costAnswers(
  { run, latency: { efficiency } }: Pick<RunFigures, 'run' | 'latency'>,
  modes: readonly ModeName[],
): Answer[] {
  const ran = modes.filter((mode) => run.modes.includes(mode));
  const curve = efficiency && costCurveOf(efficiency, ran);
  if (!curve) return [];
  const { lowestPerSecond, highestPerSecond } = curve;
  const cells = modes.map((mode): AnswerCell => {
    const costs = curve.modes[ran.indexOf(mode)];
    return costs ? { kind: 'costs', costs } : { kind: 'none', because: 'not run' };
  });
  return [{ question: { kind: 'costs', lowestPerSecond, highestPerSecond }, from: 'latency', cells }];
}

function timesOf(
  { group }: BaseFigures,
  mode: ModeName,
  kind: 'completion' | 'acceptance',
  most: 0.99 | 0.9,
): AnswerCell {
  const figures = group.modes.find((each) => each.mode === mode)?.latency[kind];
  if (figures === undefined) return { kind: 'none', because: 'not run' };
  if (figures === null || figures.p50 === null) return { kind: 'none', because: 'no figure' };
  return { kind: 'times', half: figures.p50, most: most === 0.99 ? figures.p99 : figures.p90 };
}

/** Each mode over the first one; null where the run ranks nothing. Of orders per core-second: its inverse, the cost. */
function comparedCells(
  { run, latency: { rankings }, spans }: Pick<RunFigures, 'run' | 'latency' | 'spans'>,
  modes: readonly ModeName[],
  metric: Metric,
): AnswerCell[] | null {
  const ranking = rankings.find(({ at }) => at.kind === 'base');
  if (ranking === undefined) return null;
  const ranked = ranking.metrics.find((each) => each.metric === metric);
  if (ranked === undefined) return null;
  const [first] = modes;
  const smallerIsBetter = metric !== 'orders per core-second';
  return modes.map((mode): AnswerCell => {
    if (mode === first) return { kind: 'one' };
    if (!run.modes.includes(mode)) return { kind: 'none', because: 'not run' };
    const notRanked = (why: NotRanked): AnswerCell => ({ kind: 'not ranked', why });
    if (ranking.refused !== null) return notRanked({ kind: ranking.refused.kind });
    const pair = ranked.pairs.find(({ a, b }) => a === first && b === mode);
    if (pair === undefined) return notRanked({ kind: 'foreign broker' });
    const { interval, unshared } = pair;
    if (interval === null)
      return notRanked(unshared.length > 0 ? { kind: 'other work', unshared } : { kind: 'few blocks' });
    const span = spanOver(spans, { durability: run.durability, at: ranking.at, metric, a: first ?? '', b: mode });
    const turned = smallerIsBetter ? inverse(interval) : interval;
    const result = ranked.control === null ? 'no difference shown' : comparisonBeside(turned, ranked.control);
    if (span === null) return { kind: 'ratio', interval: turned, result };
    const { meet, sessions } = span;
    const [low, high] = smallerIsBetter ? [1 / span.high, 1 / span.low] : [span.low, span.high];
    return { kind: 'ratio', interval: turned, result, span: { low, high, sessions: sessions.length, meet } };
  });
}

const inverse = ({ ratio, low, high, ...rest }: RatioInterval): RatioInterval => ({
  ...rest,
  ratio: 1 / ratio,
  low: 1 / high,
  high: 1 / low,
});
