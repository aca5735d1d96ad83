import type { GeneratorDoubt } from '../measure/generator-doubts.ts';

/** The search for the highest rate that holds (measurement.md, rule 10). */
export interface CapacitySearch {
  /** The highest step that held, though a lower one may have broken; null when none did. */
  ratePerSecond: number | null;
  /** Milliseconds that the completion p99 must stay within. */
  sloMs: number;
  steps: CapacityStep[];
}

export interface CapacityStep {
  ratePerSecond: number;
  seconds: number;
  /** Completed of offered, 0 to 1. */
  achieved: number;
  /** Orders that were completed while it lasted, whenever they were due. Absent in older files. */
  completedPerSecond?: number;
  /** Orders per second by which the backlog grew. */
  backlogSlope: number;
  completionP99Ms: number | null;
  lost: number;
  /** A first look at about where the capacity is: short, and in a lab that is not hot yet. */
  look?: boolean;
  outcome: StepOutcome;
}

/** `unknown`: the generator was not in order, so that nothing can be said of the system. */
export type StepOutcome =
  | { kind: 'held' }
  | { kind: 'broke'; by: StepBreak[] }
  | { kind: 'unknown'; doubts: GeneratorDoubt[] };

/**
 * What broke a step:
 *
 * | kind        | figure                                                                                            |
 * |-------------|---------------------------------------------------------------------------------------------------|
 * | `achieved`  | percent of what was offered that was completed, rounded down to one decimal; and refused at once (429), rounded up, where any was |
 * | `backlog`   | orders per second by which the backlog grew, and with 95% confidence at least; null: not computed then |
 * | `in-time`   | percent completed within the SLO, rounded down to one decimal                                        |
 * | `lost`      | accepted orders that were lost                                                                       |
 * | `other`     | none: a run of schema version 1 gives it in words                                                    |
 */
export type StepBreak =
  | { kind: 'achieved'; percent: number; refused?: number }
  | { kind: 'backlog'; perSecond: number; atLeast: number | null }
  | { kind: 'in-time'; percent: number; sloMs: number }
  | { kind: 'lost'; orders: number }
  | { kind: 'other'; said: string };

/** Of what was offered: as much must be completed, and completed within the time allowed. */
export const ACHIEVED = 0.99;

/** The backlog grows when its slope is, with 95% confidence, beyond this share of the rate. */
export const GROWTH = 0.01;

/** A step that was cut off sooner was hardly offered, and what waited in it was cut off with it. */
const LEAST_SECONDS = 1;

/** Older files hold steps that were not long enough for that. */
export const isJudged = ({ seconds }: { seconds: number }): boolean => seconds >= LEAST_SECONDS;

export const held = ({ outcome }: CapacityStep): boolean => outcome.kind === 'held';

/** The lowest rate of the climbs that broke, though a higher one may have held; null: none did. */
export function lowestMissed({ steps }: CapacitySearch): number | null {
  const broke = steps.filter((step) => !step.look && isJudged(step) && step.outcome.kind === 'broke');
  return broke.length === 0 ? null : Math.min(...broke.map(({ ratePerSecond }) => ratePerSecond));
}

/** The lowest rate above what any of them held that did not hold; null: there is none. */
export const nextStepOfAll = (
  searches: readonly Pick<CapacitySearch, 'ratePerSecond' | 'steps'>[],
): CapacityStep | null =>
  nextStep({
    ratePerSecond: Math.max(0, ...searches.flatMap(({ ratePerSecond }) => ratePerSecond ?? [])),
    steps: searches.flatMap(({ steps }) => steps),
  });

/** The lowest rate above the capacity that did not hold: of the climbs, else of the first look. */
export function nextStep({
  ratePerSecond,
  steps,
}: Pick<CapacitySearch, 'ratePerSecond' | 'steps'>): CapacityStep | null {
  const others = steps.filter((step) => !held(step) && isJudged(step) && step.ratePerSecond > (ratePerSecond ?? 0));
  const lowest = (some: CapacityStep[]) => some.toSorted((a, b) => a.ratePerSecond - b.ratePerSecond)[0];
  return lowest(others.filter(({ look }) => !look)) ?? lowest(others) ?? null;
}
