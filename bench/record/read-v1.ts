import type { GeneratorDoubt } from '../measure/generator-doubts.ts';
import { blankTrial } from './blank-trial.ts';
import type { CapacitySearch, CapacityStep, StepBreak, StepOutcome } from './capacity.ts';
import { type RunFile, SCHEMA_VERSION, type Trial, type Variation } from './run-file.ts';
import type { TrialKind } from './trial-kind.ts';
import type { TrialUse, WhyUnusable } from './trial-use.ts';
import { voidByLoss } from './trial-use.ts';
import type { Verdict } from './verdict.ts';

/** `run.json` of schema version 1: what is a value in version 2 stands in sentences and names there. */
export interface RunFileV1 extends Omit<RunFile, 'schemaVersion' | 'runtime' | 'trials'> {
  schemaVersion: 1;
  runtime?: RunFile['runtime'];
  trials: TrialV1[];
}

/** Whatever the oldest files lack is as in a blank trial. */
interface TrialV1 extends Omit<Trial, 'kind' | 'use' | 'capacity' | 'verdicts' | 'seed' | keyof typeof blankTrial> {
  seed?: number;
  block?: number;
  variation?: Variation | null;
  expects?: string[] | null;
  void: string | null;
  capacity?: CapacityV1 | null;
  verdicts: Omit<Verdict, 'findings'>[];
}

interface CapacityV1 extends Omit<CapacitySearch, 'steps'> {
  steps: (Omit<CapacityStep, 'outcome'> & { broke: string | null })[];
}

/**
 * The same run as schema version 2 would tell it. This file alone reads sentences and names, as version 1 wrote them; what it
 * does not know stays as it was said.
 */
export function upgradeV1({ runtime = 'processes', ...run }: RunFileV1): RunFile {
  return {
    ...run,
    runtime,
    schemaVersion: SCHEMA_VERSION,
    trials: run.trials.map((trial) => voidByLoss(trialOf(trial, run.seed))),
  };
}

function trialOf({ void: reason, ...trial }: TrialV1, seed: number): Trial {
  const verdicts = trial.verdicts.map((verdict) => ({ ...verdict, findings: findingsOf(verdict) }));
  return {
    ...blankTrial,
    seed,
    ...trial,
    variation: variationOf(trial),
    kind: kindOf(trial),
    use: useOf(reason, verdicts),
    capacity: trial.capacity ? searchOf(trial.capacity) : null,
    verdicts,
  };
}

/** The oldest latency trials are all of the base. */
function variationOf({ experiment, variation, load }: Omit<TrialV1, 'void'>): Variation | null {
  if (experiment !== 'latency') return variation ?? null;
  return variation ?? { kind: 'base', value: load?.ratePerSecond ?? 0 };
}

function kindOf({ experiment, fault, id, expects }: Omit<TrialV1, 'void'>): TrialKind {
  if (expects) return 'proof';
  return experiment === 'failure' && fault === 'none' && /(^|-)cost(-|$)/.test(id) ? 'cost' : 'ordinary';
}

function useOf(reason: string | null, verdicts: readonly Verdict[]): TrialUse {
  return reason === null ? { usable: true } : { usable: false, why: whyOf(reason, verdicts) };
}

function whyOf(reason: string, verdicts: readonly Verdict[]): WhyUnusable {
  if (reason.startsWith('ran beside')) return { kind: 'planned', as: 'beside' };
  if (reason.startsWith('was kept short')) return { kind: 'planned', as: 'short' };
  if (reason.startsWith('orders were lost')) {
    return { kind: 'lost', orders: verdicts.find(({ check }) => check === 'lost')?.findings ?? 0 };
  }
  const [, error] = /^it could not be run to its end: (.*)$/.exec(reason) ?? [];
  if (error !== undefined) return { kind: 'failed', error };
  const doubts = doubtsOf(reason);
  return doubts ? { kind: 'generator', doubts } : { kind: 'other', said: reason };
}

/** Null where it is not all about the generator. */
function doubtsOf(reason: string): GeneratorDoubt[] | null {
  const doubts = reason.split('; ').map((part): GeneratorDoubt | null => {
    const [, delay, p50] =
      /^the generator was late: send delay p99 (\S+) ms against a p50 of (\S+) ms$/.exec(part) ?? [];
    if (delay) return { kind: 'late', sendDelayP99Us: us(delay), reportedP50Us: us(p50) };
    const [, percent] = /^the generator used (\d+)% of a core$/.exec(part) ?? [];
    return percent ? { kind: 'busy', cpuShare: Number(percent) / 100 } : null;
  });
  return doubts.every((doubt) => doubt !== null) ? doubts : null;
}

const us = (ms: string | undefined) => Math.round(Number(ms) * 1000);

const searchOf = ({ steps, ...search }: CapacityV1): CapacitySearch => ({
  ...search,
  steps: steps.map(({ broke, ...step }) => ({ ...step, outcome: outcomeOf(broke) })),
});

function outcomeOf(broke: string | null): StepOutcome {
  if (broke === null) return { kind: 'held' };
  const [, unknown] = /^not known: (.*)$/.exec(broke) ?? [];
  if (unknown !== undefined) return { kind: 'unknown', doubts: doubtsOf(unknown) ?? [] };
  return { kind: 'broke', by: broke.split('; ').map(breakOf) };
}

function breakOf(part: string): StepBreak {
  const [, achieved] = /^only (\S+)% of what was offered was completed$/.exec(part) ?? [];
  if (achieved) return { kind: 'achieved', percent: Number(achieved) };
  const [, percent, sloMs] = /^only (\S+)% were completed within (\d+) ms$/.exec(part) ?? [];
  if (percent) return { kind: 'in-time', percent: Number(percent), sloMs: Number(sloMs) };
  const [, perSecond, , atLeast] =
    /^the backlog grew by (\S+) orders per second( \(with 95% confidence by (\S+) or more\))?$/.exec(part) ?? [];
  if (perSecond) {
    return { kind: 'backlog', perSecond: Number(perSecond), atLeast: atLeast ? Number(atLeast) : null };
  }
  const [, orders] = /^(\d+) accepted orders were lost$/.exec(part) ?? [];
  return orders ? { kind: 'lost', orders: Number(orders) } : { kind: 'other', said: part };
}

/** A verdict keeps at most 20 offenders; how many more findings there were stands in its sentence. */
function findingsOf({ outcome, because }: Omit<Verdict, 'findings'>): number {
  if (outcome !== 'violated') return 0;
  const more = /\(and (\d+) more\)\.$/.exec(because)?.[1];
  return more === undefined ? 1 : Number(more) + 1;
}
