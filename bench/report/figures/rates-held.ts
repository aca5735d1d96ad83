import type { ModeName } from '../../record/run-file.ts';
import type { CapacityFigures } from './latency.ts';

/** The range of the rates that the searches of a mode found. */
export interface RatesHeld {
  kind: 'rates';
  lowest: number;
  highest: number;
  /** The lowest and the highest of the next steps, each of which broke; null: none did. */
  missed: { lowest: number; highest: number } | null;
  searches: number;
  /** Of these, those that found no rate, that ended before a step broke, and that began before the load had settled. */
  none: number;
  open: number;
  unsteady: number;
}

export function ratesHeld(
  { searches }: CapacityFigures,
  mode: ModeName,
): RatesHeld | { kind: 'none'; because: 'no figure' } {
  const own = searches.filter(({ trial, usable }) => trial.mode === mode && usable);
  const found = own.flatMap(({ search: { ratePerSecond } }) => ratePerSecond ?? []);
  if (found.length === 0) return { kind: 'none', because: 'no figure' };
  const missed = own.flatMap(({ search, next }) =>
    search.ratePerSecond !== null && next?.outcome.kind === 'broke' ? next.ratePerSecond : [],
  );
  return {
    kind: 'rates',
    lowest: Math.min(...found),
    highest: Math.max(...found),
    missed: missed.length === 0 ? null : { lowest: Math.min(...missed), highest: Math.max(...missed) },
    searches: own.length,
    none: own.length - found.length,
    open: own.filter(({ search, next }) => search.ratePerSecond !== null && next === null).length,
    unsteady: own.filter(({ trial }) => trial.notSteady).length,
  };
}
