import type { Comparison, RatioInterval } from '../../measure/bootstrap.ts';
import { findMode } from '../../modes.ts';
import type { ExperimentName, ModeName } from '../../record/run-file.ts';
import type { Way } from '../../record/way-back-cell.ts';
import type { BestRuns } from './best-runs.ts';
import type { ModeCosts } from './cost-curve.ts';
import type { FaultFigures, JudgedCell, MatrixCell } from './failure.ts';
import { knowsAnswers } from './knows-answers.ts';
import { latencyAnswers } from './latency-answers.ts';
import type { Metric, Refusal } from './ranking.ts';
import type { RatesHeld } from './rates-held.ts';
import { equalOf } from './replay.ts';
import type { RunFigures } from './run-figures.ts';
import { shapesAnswers } from './shapes-answers.ts';
import type { WayBackRate } from './way-back.ts';
import type { WorkRow } from './work.ts';
import { workAnswers } from './work-answers.ts';

/** What one mode answers to a question of the first screen. Times are microseconds. */
export type AnswerCell =
  | { kind: 'none'; because: 'cannot' | 'not run' | 'no figure' }
  | { kind: 'not ranked'; why: NotRanked }
  /** What the answer to an order is. */
  | { kind: 'told'; answer: 'outcome' | 'promise' }
  | { kind: 'times'; half: number; most: number | null }
  /** Of the mode that the others are compared with. */
  | { kind: 'one' }
  /** `result`: beside its A/A control. `span`: in this direction. */
  | { kind: 'ratio'; interval: RatioInterval; result: Comparison; span?: CellSpan }
  | { kind: 'costs'; costs: ModeCosts }
  | { kind: 'fault'; cell: JudgedCell }
  | RatesHeld
  /** Of work that takes time: in each ordering that the mode offers, microseconds or orders per second; null: no figure. */
  | { kind: 'by ordering'; lines: { ordering: string | null; value: number | 'void' | null }[] }
  /** Half of the callers knew, and most: in each way that the mode has, milliseconds; null: too few. */
  | { kind: 'by way'; lines: { way: Way; half: number | null; most: number | null }[] }
  /** `removed`: besides, those before which records were removed on purpose, and which said what they lack.
   * `past`: the medium keeps the history itself, or something beside it does that was set up before the first order. */
  | {
      kind: 'rebuilt';
      equal: number;
      of: number;
      again: number;
      rows: number;
      removed: number;
      past: 'medium' | 'beside' | 'no';
    };

/** Why one mode is not put before or behind the first one. `unshared`: services that ran for one of the two alone. */
export type NotRanked =
  | { kind: 'other work'; unshared: string[] }
  | { kind: Refusal['kind'] | 'few blocks' | 'foreign broker' | 'quick' };

/** From the lowest to the highest that so many sessions say, and whether one ratio lies in the intervals of all. */
export interface CellSpan {
  low: number;
  high: number;
  sessions: number;
  meet: boolean;
}

/** A row of the first screen, with a cell per mode. */
export interface Answer {
  question: Question;
  /** Null: it is so by design, and was not measured. */
  from: ExperimentName | null;
  cells: AnswerCell[];
}

export type Question =
  | { kind: 'told' }
  | { kind: 'finished' | 'answered'; ratePerSecond: number; most: 0.99 | 0.9 }
  | { kind: 'compared'; metric: Metric; ratePerSecond: number }
  /** CPU of an order at the ends of the curve, and at the rates that the own searches held. */
  | { kind: 'costs'; lowestPerSecond: number; highestPerSecond: number }
  /** How long it lasted, from the mode with the shortest to the one with the longest (one figure within a second), and the load meanwhile; null where no trial tells. */
  | { kind: 'fault'; fault: string; seconds: readonly [number, number] | null; ratePerSecond: number | null }
  | { kind: 'capacity'; sloMs: number }
  /** With handlers that take so long: orders per second while more came; half of those that do not take long. */
  | { kind: 'hands'; row: WorkRow; predictedPerSecond: number }
  | { kind: 'others'; row: WorkRow }
  /** While nothing fails, at this rate. */
  | { kind: 'knows'; rate: WayBackRate }
  /** Orders that are paid: median time to finish one, orchestrated as so many times choreographed. */
  | { kind: 'shapes'; ratePerSecond: number }
  | { kind: 'past' };

/**
 * The questions that people ask first, answered by the run that answers each best: a run is never mixed with another
 * inside an answer. Modes in the given order; a question that no run answers is left out.
 */
export function answersOf(
  { latency, failure, replay, work, 'way-back': wayBack, saga }: BestRuns,
  modes: readonly ModeName[],
): Answer[] {
  const told = modes.map((mode): AnswerCell => {
    const answer = findMode(mode)?.answer;
    return answer === undefined ? { kind: 'none', because: 'no figure' } : { kind: 'told', answer };
  });
  return [
    { question: { kind: 'told' }, from: null, cells: told },
    ...(latency ? latencyAnswers(latency, modes) : []),
    ...(wayBack ? knowsAnswers(wayBack, modes) : []),
    ...(failure ? faultAnswers(failure, modes) : []),
    ...(work ? workAnswers(work, modes) : []),
    ...(saga ? shapesAnswers(saga, modes) : []),
    ...(replay ? [pastAnswer(replay, modes)] : []),
  ];
}

function faultAnswers({ run, faults }: RunFigures, modes: readonly ModeName[]): Answer[] {
  return faults
    .filter(({ leading, control }) => leading && !control)
    .map((of) => ({
      question: faultQuestion(of),
      from: 'failure',
      cells: modes.map((mode) => faultCell(of.cells[run.modes.indexOf(mode)])),
    }));
}

function faultQuestion({ fault, seconds }: FaultFigures): Question {
  const [first] = seconds;
  if (first === undefined) return { kind: 'fault', fault, seconds: null, ratePerSecond: null };
  const lasted = seconds.map(({ timeline: { healedMs, injectedMs } }) => (healedMs - injectedMs) / 1000);
  const [least, most] = [Math.min(...lasted), Math.max(...lasted)];
  return {
    kind: 'fault',
    fault,
    seconds: most - least < 1 ? [Math.round(least), Math.round(least)] : [Math.round(least), Math.round(most)],
    ratePerSecond: first.trial.load?.ratePerSecond ?? null,
  };
}

function faultCell(cell: MatrixCell | undefined): AnswerCell {
  if (cell?.kind === 'judged') return { kind: 'fault', cell };
  return { kind: 'none', because: cell?.kind === 'gap' ? 'cannot' : 'not run' };
}

function pastAnswer({ replay }: RunFigures, modes: readonly ModeName[]): Answer {
  const cells = modes.map((mode): AnswerCell => {
    const rebuilds = replay?.modes.find((each) => each.mode === mode)?.rebuilds ?? [];
    if (rebuilds.length === 0) return { kind: 'none', because: 'not run' };
    const { equal, of, again, rows, removed } = equalOf(rebuilds);
    const isPast = equal.some(({ replay: { loses, requests } }) => loses === null && requests === 0);
    const past = isPast ? 'medium' : equal.some(({ replay }) => replay.requests === 0) ? 'beside' : 'no';
    const [counted, read] = [
      { equal: equal.length, of: of.length },
      { again: again.length, rows: rows.length },
    ];
    return { kind: 'rebuilt', ...counted, ...read, removed: removed.length, past };
  });
  return { question: { kind: 'past' }, from: 'replay', cells };
}
