import { plural } from '../report/markdown/format.ts';
import { unaccounted } from '../report/markdown/summary/request-rows.ts';
import type { Trial } from './run-file.ts';

/** An unexplained loss voids the performance figures of a latency trial (measurement.md, rule 12), whoever measured it. */
export function voidByLoss(trial: Trial): Trial {
  if (trial.experiment !== 'latency' || trial.void !== null) return trial;
  const missing = unaccounted(trial.orders);
  if (missing !== 0) return { ...trial, void: `${plural(missing, 'order')} unaccounted for` };
  const lost = trial.verdicts.find(({ check, outcome }) => check === 'lost' && outcome === 'violated');
  return lost === undefined ? trial : { ...trial, void: `orders were lost: ${lost.because}` };
}
