import { type Cause, exhausted, type Limiter } from '../figures/limiter.ts';
import { figure, listed, percent } from './format.ts';

/** In a plain sentence, without the final stop. */
export function limiterWords({ causes }: Limiter): string {
  const [first = '', ...also] = causes.map(causeWords);
  return also.length === 0 ? first : `${first}; besides, ${also.join('; ')}`;
}

/**
 * How busy something was that is called exhausted from this share on: in whole percent, with a decimal where the rounding would
 * put it on the other side.
 */
export function busyWords(share: number, from: number): string {
  const hides = share < from && Math.round(share * 100) >= Math.round(from * 100);
  return hides ? `${(Math.floor(share * 1000) / 10).toFixed(1)}%` : percent(share, 1);
}

const whole = (share: number) => `${Math.round(share * 100)}%`;

function causeWords(cause: Cause): string {
  switch (cause.kind) {
    case 'generator':
      return `the load generator used ${whole(cause.cores)} of its one core: it may be the limit, not the mode`;
    case 'machine': {
      const who = cause.most.map(({ process, cores }) => `${process} ${figure(cores)}`);
      return `the machine is full: all processes together used ${figure(cause.cores)} of its ${cause.of} cores, the most by ${listed(who)}`;
    }
    case 'event-loop':
      return `${loopWords(cause.loops)}: one JavaScript thread cannot use a second core`;
    case 'blocked':
      return `${blockedWords(cause.loops, cause.cores)}: for a core (all processes together used ${figure(cause.together)} of ${cause.of}, and full is called what used ${figure(exhausted.machine * cause.of)}) or for the disk, which of them was not measured`;
    case 'core': {
      const who = cause.full.map(({ process, cores }) => `${process} (${figure(cores)} cores)`);
      return `${listed(who)} used about a whole core`;
    }
    case 'memory':
      return `memory is nearly full: ${figure(cause.gib)} of ${figure(cause.of)} GiB resident`;
    case 'fsync': {
      const { process, commitsPerSecond: perSecond, blocked, cores } = cause;
      return blocked.length > 0
        ? `${blockedWords(blocked, cores)}, most likely for its commits: ${figure(perSecond)} per second, each one waits for the disk`
        : `no core and no event loop is full, so the disk is the likely limit: ${process} made ${figure(perSecond)} commits per second, each one an fsync, ` +
            `one after the other, so each had at most ${figure(1000 / perSecond)} ms`;
    }
    case 'none':
      return 'no resource that was watched was exhausted, so what limits it was not found here';
  }
}

type Loops = { process: string; share: number }[];

function loopWords(loops: Loops): string {
  return `the event loop of ${listed(loops.map(({ process, share }) => `${process} (${whole(share)})`))} is busy most of the time`;
}

function blockedWords(loops: Loops, cores: number): string {
  return `${loopWords(loops)}, but ${loops[0]?.process} used only ${figure(cores)} of a core, so it waited as well`;
}
