import type { GeneratorDoubt } from '../measure/generator-doubts.ts';
import type { OrderCounts, Trial } from './run-file.ts';
import { takesLatencies } from './takes-latencies.ts';

/** Whether the performance figures of a trial may be used, and if not, why; its verdicts count either way. */
export type TrialUse = { usable: true } | { usable: false; why: WhyUnusable };

/**
 * | kind          | the trial                                                                              | void |
 * |---------------|----------------------------------------------------------------------------------------|------|
 * | `planned`     | is there for its verdicts alone: it ran beside those of other modes, or was kept short | no   |
 * | `generator`   | had a load generator that was not in order (rule 11)                                   | yes  |
 * | `lost`        | lost acknowledged orders (rule 12); so many                                            | yes  |
 * | `unaccounted` | has so many orders more, or fewer, than became of anything (rule 12)                   | yes  |
 * | `window`      | was measured for less than three times its median, so that only what was quick is in it (rule 8) | yes |
 * | `failed`      | could not be brought to its end; what was thrown                                       | yes  |
 * | `other`       | is void for a reason that is given in words                                             | yes  |
 */
export type WhyUnusable =
  | { kind: 'planned'; as: 'beside' | 'short' }
  | { kind: 'generator'; doubts: GeneratorDoubt[] }
  | { kind: 'lost'; orders: number }
  | { kind: 'unaccounted'; orders: number }
  | { kind: 'window'; seconds: number; medianUs: number }
  | { kind: 'failed'; error: string }
  | { kind: 'other'; said: string };

type Used = { use: TrialUse };

export const isUsable = ({ use }: Used): boolean => use.usable;

/** What made the figures of a trial unusable against the plan; null where they may be used, or never were to be. */
export const voidedBy = ({ use }: Used): WhyUnusable | null =>
  use.usable || use.why.kind === 'planned' ? null : use.why;

export const isVoid = (trial: Used): boolean => voidedBy(trial) !== null;

/** Its window was too short for what it measures: what was due in it was done all the same, and is counted. */
export const isShortWindow = (trial: Used): boolean => voidedBy(trial)?.kind === 'window';

/** How a trial was planned for its verdicts alone; null where it was planned for its figures too. */
export const plannedAs = ({ use }: Used): 'beside' | 'short' | null =>
  !use.usable && use.why.kind === 'planned' ? use.why.as : null;

/** It lost acknowledged orders: no figure of it may be used, not even a rate that needs no percentile. */
export const hasLost = ({ use }: Used): boolean => !use.usable && use.why.kind === 'lost';

/** accepted = confirmed + rejected + failed + parked + pending, or something is missing. */
export function unaccounted(orders: OrderCounts): number {
  return orders.accepted - orders.confirmed - orders.rejected - orders.failed - orders.parked - orders.pending;
}

/** An unexplained loss voids the performance figures of a latency trial (measurement.md, rule 12), whoever measured it. */
export function voidByLoss(trial: Trial): Trial {
  if (!takesLatencies(trial.experiment) || !trial.use.usable) return trial;
  const missing = unaccounted(trial.orders);
  if (missing !== 0) return { ...trial, use: { usable: false, why: { kind: 'unaccounted', orders: missing } } };
  const lost = lostOf(trial);
  return lost === 0 ? trial : { ...trial, use: { usable: false, why: { kind: 'lost', orders: lost } } };
}

/** Acknowledged orders that the check `lost` did not find again. */
export const lostOf = ({ verdicts }: Pick<Trial, 'verdicts'>): number =>
  verdicts.find(({ check, outcome }) => check === 'lost' && outcome === 'violated')?.findings ?? 0;
