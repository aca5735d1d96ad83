import { processNames } from '../../brokers/broker-processes.ts';
import { brokerKinds } from '../../brokers/brokers.ts';
import { postgresql } from '../../brokers/postgresql.ts';
import { type CapacityStep, nextStep } from '../../record/capacity.ts';
import { harness } from '../../record/harness.ts';
import type { ModeName, ProcessUse, RunFile, Trial, Variation } from '../../record/run-file.ts';
import { usable } from './groups.ts';

/** What keeps one mode from twice the rate, judged from one trial: all that was exhausted, the first is called the limiter. */
export interface Limiter {
  kind: Cause['kind'];
  causes: Cause[];
}

/** Cores are those used; shares are of the time an event loop was busy. */
export type Cause =
  | { kind: 'generator'; cores: number }
  | { kind: 'machine'; cores: number; of: number; most: { process: string; cores: number }[] }
  | { kind: 'event-loop'; loops: Loop[] }
  /** `machineFull`: the processes of the lab have all cores, so that it waits for one of them. */
  | { kind: 'blocked'; loops: Loop[]; cores: number; machineFull: boolean }
  | { kind: 'core'; full: { process: string; cores: number }[] }
  /** `blocked`: loops that stand still without using their core; empty where no core and no loop is full. */
  | { kind: 'fsync'; process: string; commitsPerSecond: number; blocked: Loop[]; cores: number }
  | { kind: 'memory'; gib: number; of: number }
  | { kind: 'none' };

interface Loop {
  process: string;
  share: number;
}

/** Shares from which a resource is called exhausted; the rest is what schedulers and bursts need. */
export const exhausted = { machine: 0.85, generator: 0.7, eventLoop: 0.85, core: 0.85, memory: 0.85 } as const;

/** A loop that is busy with JavaScript uses at least this share of a core. */
const ON_CPU = 0.6;

/** Commits per second below which the disk is no plausible limit, even one that flushes in 10 ms. */
const FEW_COMMITS_PER_SECOND = 50;

interface Host {
  cores: number;
  memoryGiB: number;
}

/**
 * The limiter of a trial with a steady load, by rules in this order (measurement.md, rule 14): the generator itself, the
 * cores of the machine, one event loop, one core of a service, memory, and in the fsync tier the disk when all others
 * have room. An event loop that is busy without using its core stands blocked: by the disk in the fsync tier, where
 * commits are synchronous calls, else it waits for a core where the lab itself fills the machine. Null where no process was sampled or no load drove it. Several may be near: all exhausted ones are told,
 * the first is the kind.
 */
export function limiterOf(trial: Trial, host: Host, durability: 'page-cache' | 'fsync'): Limiter | null {
  const { load, resources } = trial;
  if (load === null || load.seconds <= 0 || resources.length === 0) return null;
  const found = [
    generator(resources, load.seconds),
    machine(resources, load.seconds, host.cores),
    eventLoop(resources, load.seconds, durability, machine(resources, load.seconds, host.cores) !== null),
    core(resources, load.seconds),
    memory(resources, host.memoryGiB),
  ].flatMap((each) => each ?? []);
  const causes = found.length > 0 ? found : [disk(resources, load.seconds, durability)];
  const [first] = causes;
  return first === undefined ? null : { kind: first.kind, causes };
}

const brokers = processNames([...brokerKinds, postgresql]);

function generator(resources: ProcessUse[], seconds: number): Cause | null {
  const cores = (resources.find(({ process }) => process === 'generator')?.cpuSeconds ?? 0) / seconds;
  return cores <= exhausted.generator ? null : { kind: 'generator', cores };
}

function machine(resources: ProcessUse[], seconds: number, of: number): Cause | null {
  const cores = resources.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / seconds;
  if (cores < exhausted.machine * of) return null;
  const largest = [...resources].sort((a, b) => b.cpuSeconds - a.cpuSeconds).slice(0, 2);
  return { kind: 'machine', cores, of, most: largest.map((use) => coresOf(use, seconds)) };
}

function eventLoop(
  resources: ProcessUse[],
  seconds: number,
  durability: 'page-cache' | 'fsync',
  machineFull: boolean,
): Cause | null {
  const busy = resources.filter(({ eventLoopUtilisation: share }) => (share ?? 0) >= exhausted.eventLoop);
  const [first] = busy;
  if (first === undefined) return null;
  const loops = busy.map(({ process, eventLoopUtilisation: share }) => ({ process, share: share ?? 0 }));
  const { process, cores } = coresOf(first, seconds);
  if (cores >= ON_CPU) return { kind: 'event-loop', loops };
  return durability === 'fsync' && !machineFull
    ? { kind: 'fsync', process, commitsPerSecond: (first.commits ?? 0) / seconds, blocked: loops, cores }
    : { kind: 'blocked', loops, cores, machineFull };
}

/** A broker or a PostgreSQL spreads over cores; a service of ours has one thread that matters. */
function core(resources: ProcessUse[], seconds: number): Cause | null {
  const full = resources.filter(
    ({ process, cpuSeconds }) =>
      !harness.has(process) && !brokers.has(process) && cpuSeconds / seconds >= exhausted.core,
  );
  return full.length === 0 ? null : { kind: 'core', full: full.map((use) => coresOf(use, seconds)) };
}

const coresOf = ({ process, cpuSeconds }: ProcessUse, seconds: number) => ({ process, cores: cpuSeconds / seconds });

function memory(resources: ProcessUse[], of: number): Cause | null {
  const gib = resources.reduce((sum, { rssPeakMiB }) => sum + rssPeakMiB, 0) / 1024;
  return gib < exhausted.memory * of ? null : { kind: 'memory', gib, of };
}

function disk(resources: ProcessUse[], seconds: number, durability: 'page-cache' | 'fsync'): Cause {
  const most = [...resources].sort((a, b) => (b.commits ?? 0) - (a.commits ?? 0))[0];
  const commitsPerSecond = (most?.commits ?? 0) / seconds;
  return most && durability === 'fsync' && commitsPerSecond >= FEW_COMMITS_PER_SECOND
    ? { kind: 'fsync', process: most.process, commitsPerSecond, blocked: [], cores: most.cpuSeconds / seconds }
    : { kind: 'none' };
}

/** What holds a mode back, and the trial that it is read from. */
export interface ModeLimit {
  mode: ModeName;
  trial: Trial;
  /** Orders per second of that trial. */
  ratePerSecond: number;
  atCapacity: boolean;
  limiter: Limiter;
  /** At capacity, the next step of the search, which did not hold. */
  next: CapacityStep | null;
}

/** A mode of which nothing was found exhausted has none: that is no answer. */
export function limitsOf(run: RunFile): ModeLimit[] {
  return run.modes.flatMap((mode) => {
    const judged = judgedTrial(run, mode);
    const limiter = judged && limiterOf(judged.trial, run.host, run.durability);
    if (!limiter || limiter.kind === 'none') return [];
    const { trial, atCapacity } = judged;
    const searched = usable(run.trials).find((each) => each.mode === mode && each.capacity !== null)?.capacity;
    const next = atCapacity && searched ? nextStep(searched) : null;
    return [{ mode, trial, ratePerSecond: trial.load?.ratePerSecond ?? 0, atCapacity, limiter, next }];
  });
}

/** The trial a mode's limiter is read from, and whether it was at capacity. */
interface JudgedTrial {
  trial: Trial;
  atCapacity: boolean;
}

const closest: Variation['kind'][] = ['sustain', 'capacity', 'share', 'rate', 'base'];

/** At the capacity found if that was held for longer, else in the search that found it, else at the highest rate there is; null where nothing usable was sampled. */
function judgedTrial(run: RunFile, mode: ModeName): JudgedTrial | null {
  const trials = usable(run.trials).filter(
    (trial) =>
      trial.mode === mode &&
      trial.experiment === 'latency' &&
      trial.fault === 'none' &&
      trial.resources.length > 0 &&
      trial.load !== null &&
      (trial.capacity === null || trial.capacity.ratePerSecond === trial.load.ratePerSecond),
  );
  for (const kind of closest) {
    const [highest] = trials
      .filter(({ variation }) => (variation?.kind ?? 'base') === kind)
      .sort((a, b) => (b.load?.ratePerSecond ?? 0) - (a.load?.ratePerSecond ?? 0));
    if (highest) return { trial: highest, atCapacity: kind === 'sustain' || kind === 'capacity' };
  }
  return null;
}
