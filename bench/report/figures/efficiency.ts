import { processNames } from '../../brokers/broker-processes.ts';
import { brokerKinds } from '../../brokers/brokers.ts';
import { sum } from '../../measure/sums.ts';
import { harness } from '../../record/harness.ts';
import type { ModeName, ProcessUse, RunFile, Trial, Variation } from '../../record/run-file.ts';
import { isUsable } from '../../record/trial-use.ts';
import { rolesIn } from './groups.ts';

/** What an order cost in CPU at one load of one mode: milliseconds of a core, by who used it. */
export interface EfficiencyPoint {
  mode: ModeName;
  variation: Variation;
  /** Completed per second. */
  perSecond: number;
  trials: number;
  requests: { sent: number; accepted: number };
  /** Completed while it was measured, whenever they came. */
  orders: number;
  services: number;
  /** Of the services: what only this mode has, such as analytics in older runs. */
  alone: number;
  /** Null: there is none. */
  broker: number | null;
  /** Of the broker's: what it uses while nothing comes, spread over the orders of this load; null: not measured. */
  brokerIdle: number | null;
  ordersPerCoreSecond: number;
  /** Everything, the generator and the bench too, over what the cores could have given. */
  machineBusy: number;
}

export interface EfficiencyFigures {
  /** Modes in their order, each by rising load. */
  points: EfficiencyPoint[];
  idle: { mode: ModeName; services: Idle; broker: Idle | null }[];
}

/** Milliseconds of a core per second with nothing to do, and to within how many: the system counts CPU in ticks. */
export interface Idle {
  ms: number;
  within: number;
}

/** Loads of small orders that differ in nothing but their rate. */
const kinds: readonly Variation['kind'][] = ['base', 'rate', 'share', 'capacity', 'sustain'];
const brokers = processNames(brokerKinds);

/** Orders per core-second as a curve over the load (measurement.md, rule 15); null where no process was sampled. */
export function efficiencyOf({ modes, trials, host }: RunFile): EfficiencyFigures | null {
  const points = modes.flatMap((mode) => {
    const own = trials.filter((trial) => trial.mode === mode && counts(trial));
    const idle = idleOf(trials, mode);
    const alone = rolesOfOne(modes, trials, mode);
    const groups = Map.groupBy(own, ({ variation }) => `${variation?.kind} ${variation?.value}`);
    return [...groups.values()]
      .flatMap((group) => pointOf(mode, group, idle?.broker?.ms ?? null, alone, host.cores) ?? [])
      .sort((a, b) => a.perSecond - b.perSecond);
  });
  return points.length === 0 ? null : { points, idle: modes.flatMap((mode) => idleOf(trials, mode) ?? []) };
}

function counts(trial: Trial): boolean {
  const { kind, experiment, fault, variation, resources, goodputPerSecond, capacity } = trial;
  return (
    kind === 'ordinary' &&
    experiment === 'latency' &&
    fault === 'none' &&
    variation !== null &&
    kinds.includes(variation.kind) &&
    (capacity === null || capacity.ratePerSecond === trial.load?.ratePerSecond) &&
    resources.length > 0 &&
    (goodputPerSecond ?? 0) > 0 &&
    isUsable(trial)
  );
}

function pointOf(
  mode: ModeName,
  group: Trial[],
  idleBroker: number | null,
  alone: ReadonlySet<string>,
  cores: number,
): EfficiencyPoint | null {
  const [{ variation } = { variation: null }] = group;
  const seconds = sum(group, ({ load }) => load?.seconds ?? 0);
  const orders = sum(group, ({ load, goodputPerSecond }) => (goodputPerSecond ?? 0) * (load?.seconds ?? 0));
  if (variation === null || orders === 0) return null;
  const uses = group.flatMap(({ resources }) => resources);
  const perOrder = (is: (process: string) => boolean) => (1000 * cpuOf(uses, is)) / orders;
  const services = perOrder((process) => !harness.has(process) && !brokers.has(process));
  const broker = uses.some(({ process }) => brokers.has(process)) ? perOrder((process) => brokers.has(process)) : null;
  return {
    mode,
    variation,
    perSecond: orders / seconds,
    trials: group.length,
    requests: {
      sent: sum(group, ({ requests }) => requests.sent),
      accepted: sum(group, ({ requests }) => requests.accepted),
    },
    orders,
    services,
    alone: perOrder((process) => alone.has(process)),
    broker,
    brokerIdle: idleBroker === null ? null : (idleBroker * seconds) / orders,
    ordersPerCoreSecond: 1000 / (services + (broker ?? 0)),
    machineBusy: cpuOf(uses, () => true) / (seconds * cores),
  };
}

const cpuOf = (uses: readonly ProcessUse[], is: (process: string) => boolean) =>
  sum(
    uses.filter(({ process }) => is(process)),
    ({ cpuSeconds }) => cpuSeconds,
  );

const TICK_MS = 10;
/** Of each process the system counts two times, in its own code and in the kernel, each in whole ticks. */
const COUNTERS = 2;

/** Null where nobody looked. */
function idleOf(trials: readonly Trial[], mode: ModeName): EfficiencyFigures['idle'][number] | null {
  const looked = trials.flatMap((trial) => (trial.mode === mode && trial.idle ? [trial.idle] : []));
  const seconds = sum(looked, (idle) => idle.seconds);
  if (seconds === 0) return null;
  const uses = looked.flatMap(({ resources }) => resources);
  const idle = (is: (process: string) => boolean): Idle => ({
    ms: (1000 * cpuOf(uses, is)) / seconds,
    within: (TICK_MS * COUNTERS * uses.filter(({ process }) => is(process)).length) / seconds,
  });
  return {
    mode,
    services: idle((process) => !harness.has(process) && !brokers.has(process)),
    broker: uses.some(({ process }) => brokers.has(process)) ? idle((process) => brokers.has(process)) : null,
  };
}

/** Processes that no other mode of the run has beside its broker: work that is not everybody's. */
function rolesOfOne(modes: readonly ModeName[], trials: readonly Trial[], mode: ModeName): ReadonlySet<string> {
  const of = (one: ModeName) => rolesIn(trials.filter((trial) => trial.mode === one));
  const others = modes.filter((other) => other !== mode).map(of);
  if (others.length === 0) return new Set();
  return new Set([...of(mode)].filter((process) => others.every((other) => !other.has(process))));
}
