import { held, lowestMissed } from '../../record/capacity.ts';
import type { ModeName } from '../../record/run-file.ts';
import type { HeldLonger } from './held-longer.ts';
import type { CapacityFigures } from './latency.ts';

/** The range of the rates that the searches of a mode found. */
export interface RatesHeld {
  kind: 'rates';
  lowest: number;
  highest: number;
  /** How long a step that held had been offered, at least. */
  seconds: number;
  /** What became of such a rate for longer; empty where none was offered. */
  longer: HeldLonger[];
  /** The lowest rate that a search missed, though the same one may have held a higher one; null: none missed any. */
  missed: number | null;
  searches: number;
  /** Of these, those that found no rate, that ended with no step of a climb above the rate found, and that began before the load had settled. */
  none: number;
  open: number;
  /** In which the generator gave out before the mode did: what they found is a lower bound. */
  generator: number;
  unsteady: number;
}

export function ratesHeld(
  { searches, longer }: CapacityFigures,
  mode: ModeName,
): RatesHeld | { kind: 'none'; because: 'no figure' } {
  const own = searches.filter(({ trial, usable }) => trial.mode === mode && usable);
  const found = own.flatMap(({ search: { ratePerSecond } }) => ratePerSecond ?? []);
  if (found.length === 0) return { kind: 'none', because: 'no figure' };
  const bounded = own.filter(({ search }) => search.ratePerSecond !== null);
  const missed = own.flatMap(({ search }) => lowestMissed(search) ?? []);
  return {
    kind: 'rates',
    lowest: Math.min(...found),
    highest: Math.max(...found),
    seconds: secondsHeld(own),
    longer: longer.filter(({ trial }) => trial.mode === mode),
    missed: missed.length === 0 ? null : Math.min(...missed),
    searches: own.length,
    none: own.length - found.length,
    open: bounded.filter(({ next }) => next === null || next.look === true).length,
    generator: bounded.filter(({ next }) => !next?.look && next?.outcome.kind === 'unknown').length,
    unsteady: own.filter(({ trial }) => trial.notSteady).length,
  };
}

/** Of the steps that the rates were found in. */
const secondsHeld = (searches: CapacityFigures['searches']): number =>
  Math.min(
    ...searches.flatMap(({ search: { ratePerSecond, steps } }) =>
      steps
        .filter((step) => held(step) && !step.look && step.ratePerSecond === ratePerSecond)
        .map(({ seconds }) => seconds),
    ),
  );
