import type { ModeName, NotRun, Trial } from '../../record/run-file.ts';
import { type SampleTrial, sampleTrial } from './sample-trial.ts';

export interface SampleFailures {
  samples: SampleTrial[];
  /** Trials that left nothing but their entry in `run.json`. */
  trials: Trial[];
  notRun: NotRun[];
}

const beside = { usable: false, why: { kind: 'planned', as: 'beside' } } as const;
const outage = { injectedMs: 4000, healedMs: 11_050 };

/** A made-up standard failure experiment: three seeds, a proof and a price for the outbox, and what cannot be tried. */
export function sampleFailures(modes: ModeName[], faults: string[], random: () => number): SampleFailures {
  const samples = faults.flatMap((fault) =>
    modes
      .filter((mode) => mode !== 'sync-rest' || fault !== 'broker-kill')
      .map((mode) => named(sampleTrial(mode, 'failure', fault, struck(fault), 20, random), 'b1')),
  );
  for (const { trial } of samples) enrich(trial);
  const costs = modes.flatMap((mode) =>
    [1, 2, 3, 4]
      .flatMap((turn) => [`cost-${turn}`, `cost-without-outbox-${turn}`])
      .map((turn) => {
        const sample = named(sampleTrial(mode, 'failure', 'none', null, 6, random), turn);
        sample.trial.kind = 'cost';
        if (turn.includes('without')) sample.trial.without = ['outbox'];
        return sample;
      }),
  );
  const seeds = [2, 3].flatMap((block) => samples.map(({ trial }) => again(trial, block)));
  const proofs = samples.filter(({ trial }) => trial.fault === 'kill-inventory').map(({ trial }) => proofOf(trial));
  return { samples: [...samples, ...costs], trials: [...seeds, ...proofs], notRun: gaps };
}

const gaps: NotRun[] = [
  gap('sync-rest', 'broker-kill', { because: 'there is no broker between the services, so that none can be killed' }),
  gap('streaming-kafka', 'disk-full', { outcome: 'skipped', because: 'no prlimit here' }),
  gap('sync-rest', 'without confirms', { without: ['confirms'], because: 'there is no broker' }),
];

function gap(mode: ModeName, fault: string, more: Partial<NotRun>): NotRun {
  return { experiment: 'failure', mode, fault, outcome: 'not-applicable', because: '', ...more };
}

function struck(fault: string) {
  return ['none', 'redeliver'].includes(fault) ? null : outage;
}

function named(sample: SampleTrial, turn: string): SampleTrial {
  const { trial } = sample;
  const what = turn.startsWith('cost') ? turn : `${trial.fault.replace(/[^a-z0-9]+/g, '-')}-${turn}`;
  trial.id = `${trial.mode}-failure-${what}`;
  for (const row of sample.series) row.trial = trial.id;
  return sample;
}

function enrich({ timeline, mode }: Trial): void {
  if (timeline === null) return;
  Object.assign(timeline, {
    slowMs: 250,
    detectedMs: mode === 'sync-rest' ? timeline.injectedMs + 120 : null,
    tailNormalMs: timeline.healedMs + 900,
    excessOrderSeconds: mode === 'sync-rest' ? 12.5 : 1480,
    drainedPerSecond: mode === 'sync-rest' ? null : 640,
    duplicatesIgnored: 3,
  });
}

function again(trial: Trial, block: number): Trial {
  const copy = structuredClone(trial);
  return { ...copy, id: trial.id.replace(/b1$/, `b${block}`), block, seed: block, use: beside, latency: null };
}

/** What became of the same trial with the outbox off. */
function proofOf(trial: Trial): Trial {
  const copy = again(trial, 1);
  const stuck = copy.verdicts.find(({ check }) => check === 'stuck');
  Object.assign(stuck ?? {}, {
    outcome: 'violated',
    because: 'order-0 never ended (and 30 more).',
    findings: 31,
    offending: Array.from({ length: 20 }, (_, n) => `order-${n}`),
  });
  copy.orders.accepted += 31; // what is lost here was meant to be lost
  return {
    ...copy,
    id: `${trial.mode}-failure-without-outbox`,
    kind: 'proof',
    without: ['outbox'],
    expects: ['stuck'],
  };
}
