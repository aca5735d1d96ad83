import type { Mode } from '../../../common/mode.ts';
import type { ClusterOptions } from '../../brokers/broker.ts';
import { isForeign } from '../../brokers/brokers.ts';
import { planTrials } from '../../experiments/plan/plan.ts';
import type { PlanOptions } from '../../experiments/plan/plan-options.ts';
import { type Profile, type ProfileName, profiles } from '../../experiments/plan/profiles.ts';
import type { TrialOptions } from '../../experiments/plan/trial-plan.ts';
import { secondsOfAll } from '../../experiments/trial/progress.ts';
import { faults as allFaults, faultNamed } from '../../faults/all.ts';
import { hasSeveral, wordsOfInstances } from '../../lab/instances.ts';
import type { ExperimentName, RunFile, Runtime } from '../../record/run-file.ts';

/** What the command line says of a run. */
export interface RunOptions extends TrialOptions {
  experiments: ExperimentName[];
  modes: Mode[];
  profile: ProfileName;
  seed: number;
  /** Absent: those of the profile; in the quick comparison of everything, two. */
  faults?: string[];
  /** Absent: as the profile says, but not where a run is narrowed down to some faults or has a protection off. */
  worth?: boolean;
  blocks?: number;
  /** What is of another size than in the profile. */
  sizes?: Partial<Profile>;
  /** Absent: a single node of each broker. */
  cluster?: ClusterOptions;
  /** Latency: only these kinds of trials. */
  only?: NonNullable<PlanOptions['only']>;
  /** Latency: a mode whose base trials are slowed down on purpose. */
  slow?: NonNullable<PlanOptions['slow']>;
  orders?: number;
  throttle?: number;
  out: string | undefined;
  json: boolean;
  argv: string[];
}

/** Whether only a part of an experiment was asked for. */
export const isNarrowed = ({ faults, only, from }: RunOptions): boolean =>
  faults !== undefined || only !== undefined || from.length > 0;

/** What the quick comparison has the time for, beside latency and replay. */
const FEW = Object.values(allFaults).flatMap(({ name, quick }) => (quick === 'always' ? [name] : []));

/** The plan's options: what was not given follows from the profile. */
export function planOptions(options: RunOptions): PlanOptions {
  const { blocks, faults, worth, without, sizes, ...given } = options;
  const profile = { ...profiles[options.profile], ...sizes };
  const few = options.profile === 'quick' && options.experiments.length > 1;
  const chosen = faults ?? (few ? FEW : undefined);
  return {
    ...given,
    ...(chosen && { faults: chosen }),
    foreign: foreignOf(options),
    profile: {
      ...profile,
      ...(blocks !== undefined && {
        blocks,
        latency: { ...profile.latency, blocks },
        gateway: { ...profile.gateway, blocks },
        saga: { ...profile.saga, blocks },
      }),
    },
    worth:
      worth ?? (profile.failure.worth && faults === undefined && without.length === 0 && options.runtime !== 'docker'),
  };
}

/** The modes whose broker is not ours: in containers every trial has one of its own. */
export const foreignOf = ({ modes, runtime }: { modes: readonly Mode[]; runtime?: Runtime }): Mode[] =>
  runtime === 'docker' ? [] : modes.filter(isForeign);
/** What was asked for, as it was spelled; undefined when inventory works as it does by itself. The work experiment alone says it trial by trial. */
export function workOf({ experiments, work, concurrency, ordering, instances }: RunOptions): RunFile['work'] {
  if (experiments.every((experiment) => experiment === 'work')) return undefined;
  if (!work && [concurrency, ordering, instances].every((given) => given === undefined)) return undefined;
  return {
    time: work?.text ?? '0',
    ...(concurrency !== undefined && { concurrency }),
    ...(ordering !== undefined && { ordering }),
    ...(instances !== undefined && { instances: wordsOfInstances(instances) }),
  };
}

/** How many minutes a run takes that is asked for so. */
export const minutesFor = (options: RunOptions): number =>
  Math.ceil(secondsOfAll(planTrials(planOptions(options)).plans) / 60);

/** Throws when something is asked for that cannot be had where the services are containers. */
export function refuseOutsideContainers(options: RunOptions): void {
  const { runtime, faults, worth, work, mail, paying, instances = {}, cluster } = options;
  if (runtime !== 'docker') return;
  const known = Object.values(allFaults).flatMap(({ name, inContainers }) => (inContainers ? [name] : []));
  const refused = (faults ?? []).filter((name) => !faultNamed(name)?.inContainers);
  if (refused.length > 0) {
    throw new Error(`Not in containers: ${refused.join(', ')}. With --runtime docker: ${known.join(', ')}.`);
  }
  if (work) throw new Error('Not in containers: --work. The warehouse is a process of this machine.');
  if (mail) throw new Error('Not in containers: --mail. The mail server is a process of this machine.');
  if (paying) throw new Error('Not in containers: --payment. The payment provider is a process of this machine.');
  if (hasSeveral(instances))
    throw new Error('Not in containers: --instances. The compose files have one of each role.');
  if (cluster) throw new Error('Not in containers: --cluster. The compose files have one broker each.');
  if (worth) throw new Error('Not in containers: --worth. What a protection is worth is shown with processes.');
}
