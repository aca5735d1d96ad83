import { processNames } from '../../brokers/broker-processes.ts';
import { brokerKinds } from '../../brokers/brokers.ts';
import { postgresql } from '../../brokers/postgresql.ts';
import { harness } from '../../record/harness.ts';
import type { ProcessUse, Trial } from '../../record/run-file.ts';

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
  /** Loops that are busy though the first one used only so many cores, and all processes so many of those there are. */
  | { kind: 'blocked'; loops: Loop[]; cores: number; together: number; of: number }
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

/** Commits per second below which the disk is no plausible limit, even one that flushes in 10 ms. */
const FEW_COMMITS_PER_SECOND = 50;

interface Host {
  cores: number;
  memoryGiB: number;
}

/**
 * The limiter of a trial with a steady load, by rules in this order (measurement.md, rule 14): the generator itself, the
 * cores of the machine, one event loop, one core of a service, memory, and in the fsync tier the disk when all others
 * have room. One thread is the limit only where its event loop is busy and it used nearly a whole core. A loop that is busy
 * without that waits: for a core where the machine is full, so that the machine alone is told; by the disk in the fsync tier,
 * where commits are synchronous calls; else for what was not measured. Null where no process was sampled or no load drove
 * it. Several may be near: all exhausted ones are told, the first is the kind.
 */
export function limiterOf(trial: Trial, host: Host, durability: 'page-cache' | 'fsync'): Limiter | null {
  const { load, resources } = trial;
  if (load === null || load.seconds <= 0 || resources.length === 0) return null;
  const full = machine(resources, load.seconds, host.cores);
  const found = [
    generator(resources, load.seconds),
    full,
    eventLoop(resources, load.seconds) ?? (full ? null : waitingLoop(resources, load.seconds, durability, host.cores)),
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
  const cores = togetherOf(resources, seconds);
  if (cores < exhausted.machine * of) return null;
  const largest = [...resources].sort((a, b) => b.cpuSeconds - a.cpuSeconds).slice(0, 2);
  return { kind: 'machine', cores, of, most: largest.map((use) => coresOf(use, seconds)) };
}

const togetherOf = (resources: ProcessUse[], seconds: number) =>
  resources.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / seconds;

const busyLoops = (resources: ProcessUse[]) =>
  resources.filter(({ eventLoopUtilisation: share }) => (share ?? 0) >= exhausted.eventLoop);

const loopsOf = (busy: ProcessUse[]): Loop[] =>
  busy.map(({ process, eventLoopUtilisation: share }) => ({ process, share: share ?? 0 }));

function eventLoop(resources: ProcessUse[], seconds: number): Cause | null {
  const busy = busyLoops(resources).filter(({ cpuSeconds }) => cpuSeconds / seconds >= exhausted.core);
  return busy.length === 0 ? null : { kind: 'event-loop', loops: loopsOf(busy) };
}

function waitingLoop(
  resources: ProcessUse[],
  seconds: number,
  durability: 'page-cache' | 'fsync',
  of: number,
): Cause | null {
  const busy = busyLoops(resources);
  const [first] = busy;
  if (first === undefined) return null;
  const { process, cores } = coresOf(first, seconds);
  const loops = loopsOf(busy);
  return durability === 'fsync'
    ? { kind: 'fsync', process, commitsPerSecond: (first.commits ?? 0) / seconds, blocked: loops, cores }
    : { kind: 'blocked', loops, cores, together: togetherOf(resources, seconds), of };
}

/** A broker or a PostgreSQL spreads over cores; a service of ours has one thread that matters. One whose loop is busy is told with that. */
function core(resources: ProcessUse[], seconds: number): Cause | null {
  const full = resources.filter(
    ({ process, cpuSeconds, eventLoopUtilisation: share }) =>
      !harness.has(process) &&
      !brokers.has(process) &&
      (share ?? 0) < exhausted.eventLoop &&
      cpuSeconds / seconds >= exhausted.core,
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
