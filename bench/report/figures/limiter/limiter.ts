import type { ProcessUse, Trial } from '../../../record/run-file.ts';
import { figure, listed } from '../../markdown/format.ts';

/** What keeps one mode from twice the rate, judged from one trial. */
export interface Limiter {
  kind: 'machine' | 'generator' | 'event-loop' | 'blocked' | 'core' | 'fsync' | 'memory' | 'none';
  /** In a plain sentence, without the final stop. */
  because: string;
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
 * commits are synchronous calls, else by whatever has the cores. Null where no process was sampled or no load drove it. Several may be near: all exhausted ones are told,
 * the first is the kind.
 */
export function limiterOf(trial: Trial, host: Host, durability: 'page-cache' | 'fsync'): Limiter | null {
  const { load, resources } = trial;
  if (load === null || load.seconds <= 0 || resources.length === 0) return null;
  const found = [
    generator(resources, load.seconds),
    machine(resources, load.seconds, host.cores),
    eventLoop(resources, load.seconds, durability),
    core(resources, load.seconds),
    memory(resources, host.memoryGiB),
  ].flatMap((each) => each ?? []);
  const [first, ...others] = found.length > 0 ? found : [disk(resources, load.seconds, durability)];
  if (first === undefined) return null;
  const also = others.map(({ because }) => because);
  return {
    kind: first.kind,
    because: also.length === 0 ? first.because : `${first.because}; besides, ${also.join('; ')}`,
  };
}

const harness = new Set(['generator', 'bench']);
const brokers = new Set(['rabbitmq', 'kafka']);

function generator(resources: ProcessUse[], seconds: number): Limiter | null {
  const used = (resources.find(({ process }) => process === 'generator')?.cpuSeconds ?? 0) / seconds;
  if (used <= exhausted.generator) return null;
  return {
    kind: 'generator',
    because: `the load generator used ${whole(used)} of its one core: it may be the limit, not the mode`,
  };
}

function machine(resources: ProcessUse[], seconds: number, cores: number): Limiter | null {
  const used = resources.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / seconds;
  if (used < exhausted.machine * cores) return null;
  const largest = [...resources].sort((a, b) => b.cpuSeconds - a.cpuSeconds).slice(0, 2);
  const who = largest.map(({ process, cpuSeconds }) => `${process} ${figure(cpuSeconds / seconds)}`);
  return {
    kind: 'machine',
    because: `the machine is full: all processes together used ${figure(used)} of its ${cores} cores, most of it ${listed(who)}`,
  };
}

function eventLoop(resources: ProcessUse[], seconds: number, durability: 'page-cache' | 'fsync'): Limiter | null {
  const busy = resources.filter(({ eventLoopUtilisation: share }) => (share ?? 0) >= exhausted.eventLoop);
  const [first] = busy;
  if (first === undefined) return null;
  const who = busy.map(({ process, eventLoopUtilisation: share }) => `${process} (${whole(share ?? 0)})`);
  const loop = `the event loop of ${listed(who)} is busy all the time`;
  const cores = first.cpuSeconds / seconds;
  if (cores >= ON_CPU) {
    return { kind: 'event-loop', because: `${loop}: one JavaScript thread cannot use a second core` };
  }
  const blocked = `${loop}, but ${first.process} used only ${figure(cores)} of a core, so it stood blocked`;
  return durability === 'fsync'
    ? {
        kind: 'fsync',
        because: `${blocked}, most likely by its commits: ${figure((first.commits ?? 0) / seconds)} per second, each one waits for the disk`,
      }
    : { kind: 'blocked', because: `${blocked}: by the disk, or because something outside the lab had the cores` };
}

/** A broker spreads over cores; a service of ours has one thread that matters. */
function core(resources: ProcessUse[], seconds: number): Limiter | null {
  const full = resources.filter(
    ({ process, cpuSeconds }) =>
      !harness.has(process) && !brokers.has(process) && cpuSeconds / seconds >= exhausted.core,
  );
  if (full.length === 0) return null;
  const who = full.map(({ process, cpuSeconds }) => `${process} (${figure(cpuSeconds / seconds)} cores)`);
  return { kind: 'core', because: `${listed(who)} used about a whole core` };
}

function memory(resources: ProcessUse[], memoryGiB: number): Limiter | null {
  const used = resources.reduce((sum, { rssPeakMiB }) => sum + rssPeakMiB, 0) / 1024;
  if (used < exhausted.memory * memoryGiB) return null;
  return { kind: 'memory', because: `memory is nearly full: ${figure(used)} of ${figure(memoryGiB)} GiB resident` };
}

function disk(resources: ProcessUse[], seconds: number, durability: 'page-cache' | 'fsync'): Limiter {
  const most = [...resources].sort((a, b) => (b.commits ?? 0) - (a.commits ?? 0))[0];
  const perSecond = (most?.commits ?? 0) / seconds;
  if (most && durability === 'fsync' && perSecond >= FEW_COMMITS_PER_SECOND) {
    return {
      kind: 'fsync',
      because:
        `no core and no event loop is full, so the disk is the likely limit: ${most.process} made ${figure(perSecond)} commits per second, each one an fsync, ` +
        `one after the other, so each had at most ${figure(1000 / perSecond)} ms`,
    };
  }
  return { kind: 'none', because: 'no resource that was watched was exhausted, so what limits it was not found here' };
}

const whole = (share: number) => `${Math.round(share * 100)}%`;
