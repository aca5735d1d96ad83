import { sum } from '../../measure/sums.ts';
import { type InventoryLink, isOurs, timesTheDelay } from '../../record/inventory-link.ts';
import type { ModeName, RunFile, Trial } from '../../record/run-file.ts';
import { BUSY, machineBusy, type TrialGroup } from './groups.ts';

/** What a delay on the link of inventory did to one mode, beside what follows from the code. */
export interface DelayFigures {
  mode: ModeName;
  requestedMs: number;
  /** The median as the proxy measured it, or the mean of so many where there were too few pieces for one; null: none passed. */
  observedMs: number | null;
  /** Pieces that `observedMs` is the mean of; null: it is their median. */
  meanOf: number | null;
  /** By how many times the delay an order should be complete later, and how much of it is ours; null: not recorded. */
  expected: { times: number; ours: number } | null;
  /** In older runs a consumer waits for its commit before it fetches. */
  awaitsCommit: boolean;
  /** By how many times the delay half of them were, over the control without one; null: not measured. */
  measured: number | null;
  /** The control had no core to spare, so that it is no baseline: that of a quiet machine would be shorter. */
  busyControl: boolean;
  /** What the link lets through: calls, or messages, at once ÷ seconds of delay; calls that may wait for one. Absent: not recorded. */
  bound: { of: 'calls' | 'messages'; atOnce: number; waiting: number; perSecond: number } | undefined;
  /**
   * What the orders waited for besides the link. `bound`: more came than it lets through. `unknown`: fewer were completed than
   * came, in a run that did not record its pools.
   */
  waitsFor: 'bound' | 'unknown' | null;
  offeredPerSecond: number;
  completedPerSecond: number | null;
  sent: number;
  accepted: number;
  /** Of those that were not accepted: turned away at once, and answered that it failed. */
  refused: number;
  failed: number;
}

/** A mode that completes less than this share of what comes does not keep up. */
const KEPT_UP = 0.9;

/** Of every delay and mode with figures that may be used; the control has no row. */
export function delaysOf(run: RunFile, groups: readonly TrialGroup[]): DelayFigures[] {
  const controls = groups.find(({ variation }) => variation?.value === 0)?.modes ?? [];
  return groups.flatMap(({ modes, variation }) => {
    const requestedMs = variation?.value ?? 0;
    if (requestedMs === 0) return [];
    return modes.flatMap(({ mode, used, latency }) => {
      const [trial] = used;
      if (trial === undefined) return [];
      const { observedMs, meanOf } = observedIn(used);
      const link = run.inventoryLink?.[mode];
      const control = controls.find((each) => each.mode === mode);
      const usual = control?.latency.completion?.p50 ?? null;
      const p50 = latency.completion?.p50 ?? null;
      const measured = observedMs === null || p50 === null || usual === null ? null : (p50 - usual) / 1000 / observedMs;
      const offeredPerSecond = trial.load?.ratePerSecond ?? 0;
      const completedPerSecond = trial.goodputPerSecond;
      const bound = boundOf(link, observedMs);
      return [
        {
          mode,
          requestedMs,
          observedMs,
          meanOf,
          expected: link
            ? { times: timesTheDelay(link.crossings), ours: timesTheDelay(link.crossings.filter(isOurs)) }
            : null,
          awaitsCommit: link?.crossings.some(({ kind }) => kind === 'commit') === true,
          measured,
          busyControl: (control?.used ?? []).some((each) => (machineBusy(each, run.host.cores) ?? 0) >= BUSY),
          bound,
          waitsFor:
            bound && bound.perSecond < offeredPerSecond
              ? 'bound'
              : link === undefined && completedPerSecond !== null && completedPerSecond < KEPT_UP * offeredPerSecond
                ? 'unknown'
                : null,
          offeredPerSecond,
          completedPerSecond,
          sent: sum(used, ({ requests }) => requests.sent),
          accepted: sum(used, ({ requests }) => requests.accepted),
          refused: sum(used, ({ requests }) => requests.refused),
          failed: sum(used, ({ requests }) => requests.failed),
        },
      ];
    });
  });
}

function boundOf(link: InventoryLink | undefined, observedMs: number | null): DelayFigures['bound'] {
  if (!link || !observedMs) return;
  const perSecond = (atOnce: number) => (atOnce * 1000) / observedMs;
  if (link.calls) return { of: 'calls', ...link.calls, perSecond: perSecond(link.calls.atOnce) };
  if (link.messages === undefined) return;
  return { of: 'messages', atOnce: link.messages, waiting: 0, perSecond: perSecond(link.messages) };
}

function observedIn(trials: readonly Trial[]): Pick<DelayFigures, 'observedMs' | 'meanOf'> {
  const [delay] = trials.flatMap(({ injectedDelay }) => injectedDelay ?? []);
  const { p50 = null, mean = null, samples = 0 } = delay?.observed ?? {};
  const us = p50 ?? mean;
  return { observedMs: us === null ? null : us / 1000, meanOf: p50 === null && mean !== null ? samples : null };
}
