import { nothingVaried } from '../../experiments/plan/latency-size.ts';
import { profiles } from '../../experiments/plan/profiles.ts';
import { killInventory } from '../../faults/kill-service.ts';
import type { ExperimentName } from '../../record/run-file.ts';
import type { RunOptions } from '../run/run-options.ts';
import type { Case } from './case.ts';

/** Orders of the one load: about this many, but never for longer or shorter than this. */
const ORDERS = 1500;
const SHORTEST_S = 15;
const LONGEST_S = 75;
/** Around the outage. */
const BEFORE_S = 6;
const AFTER_S = 15;

/** The trials that a case needs, and no others: a load, and only where it is asked for an outage and a rebuild. */
export function runFor(
  needs: Case,
): Pick<RunOptions, 'experiments' | 'faults' | 'only' | 'sizes' | 'profile' | 'work' | 'concurrency'> {
  const { ratePerSecond, networkMs, work, concurrency } = needs;
  const { latency, failure } = profiles.quick;
  const seconds = Math.min(LONGEST_S, Math.max(SHORTEST_S, Math.ceil(ORDERS / ratePerSecond)));
  const varied = {
    ...nothingVaried,
    seconds,
    ...(networkMs === undefined ? { ratesPerSecond: [ratePerSecond] } : { delaysMs: [networkMs] }),
  };
  const experiments: ExperimentName[] = [
    'latency',
    ...(needs.outageMs === undefined ? [] : (['failure'] as const)),
    ...(needs.replay === undefined ? [] : (['replay'] as const)),
  ];
  return {
    profile: 'quick',
    ...(work !== undefined && { work }),
    ...(concurrency !== undefined && { concurrency }),
    experiments,
    only: [networkMs === undefined ? 'rate' : 'delay'], // neither is ranked, so that none is asked a second time
    faults: [killInventory.name],
    sizes: {
      latency: { ...latency, ratePerSecond, varied, variedAlone: varied },
      failure: {
        ...failure,
        ratePerSecond,
        outage: { before: BEFORE_S, lasts: (needs.outageMs ?? 0) / 1000, after: AFTER_S },
      },
    },
  };
}
