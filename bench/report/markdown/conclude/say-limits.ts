import type { CeilingFigures, JudgedCeiling } from '../../figures/ceilings.ts';
import type { Cause, Limiter, ModeLimit } from '../../figures/limiter.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { count, figure, listed, rate } from '../../words/format.ts';
import { stepWords } from '../../words/reason-words.ts';
import { plain } from '../markdown.ts';
import { headings, type Sentence } from './sentence.ts';

/** Why not double, and how near the lab comes to what each medium can do. */
export function sayLimits({ latency: { limits, ceilings } }: RunFigures): Sentence[] {
  return [
    ...limits.map((limit): Sentence => ({ text: sayLimiter(limit), heading: headings.limiter, topic: 'limits' })),
    ...sayCeilings(ceilings),
  ];
}

function sayCeilings(ceilings: CeilingFigures[]): Sentence[] {
  if (ceilings.length === 0) return [];
  const measured = ceilings.flatMap(({ judged }) => judged ?? []);
  const having = (verdict: JudgedCeiling['verdict']) => measured.filter((each) => each.verdict === verdict).length;
  const near = measured.filter(({ verdict, missedBy }) => verdict === 'not shown' && missedBy === null).length;
  const more = [
    [
      having('not shown'),
      `not shown either way${near > 0 ? ` (${count(near)} of them reached by what was measured)` : ''}`,
    ],
    [having('no ceiling'), 'where ours is the faster side'],
    [ceilings.length - measured.length, 'not measured here'],
  ] as const;
  const others = more.flatMap(([rows, what]) => (rows > 0 ? [`, ${count(rows)} ${what}`] : [])).join('');
  const text =
    `Of ${count(ceilings.length)} targets for the ceilings, ${count(having('met'))} met, ${count(having('missed'))} missed${others}. ` +
    'Each with our share of what the medium alone can do, its interval and what holds ours back.';
  return [{ text, heading: headings.ceilings, topic: 'limits' }];
}

/** Why a mode does not do twice as much, in plain sentences. */
export function sayLimiter({ mode, ratePerSecond, atCapacity, limiter, next }: ModeLimit): string {
  const at = `at ${rate(ratePerSecond)} orders per second`;
  if (!atCapacity) return `${mode}, ${at} (not at its capacity): ${plain(limiterWords(limiter))}.`;
  const broke =
    next === null ? '' : ` The next step, ${rate(next.ratePerSecond)}/s, broke: ${plain(stepWords(next.outcome))}.`;
  return `${mode}, ${at}, its capacity: ${plain(limiterWords(limiter))}.${broke}`;
}

/** In a plain sentence, without the final stop. */
export function limiterWords({ causes }: Limiter): string {
  const [first = '', ...also] = causes.map(causeWords);
  return also.length === 0 ? first : `${first}; besides, ${also.join('; ')}`;
}

const whole = (share: number) => `${Math.round(share * 100)}%`;

function causeWords(cause: Cause): string {
  switch (cause.kind) {
    case 'generator':
      return `the load generator used ${whole(cause.cores)} of its one core: it may be the limit, not the mode`;
    case 'machine': {
      const who = cause.most.map(({ process, cores }) => `${process} ${figure(cores)}`);
      return `the machine is full: all processes together used ${figure(cause.cores)} of its ${cause.of} cores, most of it ${listed(who)}`;
    }
    case 'event-loop':
      return `${loopWords(cause.loops)}: one JavaScript thread cannot use a second core`;
    case 'blocked':
      return cause.machineFull
        ? `${loopWords(cause.loops)}, though ${cause.loops[0]?.process} got only ${figure(cause.cores)} of a core: it waits for one, since the processes of the lab have them all`
        : `${blockedWords(cause.loops, cause.cores)}: by the disk, or because something outside the lab had the cores`;
    case 'core': {
      const who = cause.full.map(({ process, cores }) => `${process} (${figure(cores)} cores)`);
      return `${listed(who)} used about a whole core`;
    }
    case 'memory':
      return `memory is nearly full: ${figure(cause.gib)} of ${figure(cause.of)} GiB resident`;
    case 'fsync': {
      const { process, commitsPerSecond: perSecond, blocked, cores } = cause;
      return blocked.length > 0
        ? `${blockedWords(blocked, cores)}, most likely by its commits: ${figure(perSecond)} per second, each one waits for the disk`
        : `no core and no event loop is full, so the disk is the likely limit: ${process} made ${figure(perSecond)} commits per second, each one an fsync, ` +
            `one after the other, so each had at most ${figure(1000 / perSecond)} ms`;
    }
    case 'none':
      return 'no resource that was watched was exhausted, so what limits it was not found here';
  }
}

type Loops = { process: string; share: number }[];

function loopWords(loops: Loops): string {
  return `the event loop of ${listed(loops.map(({ process, share }) => `${process} (${whole(share)})`))} is busy all the time`;
}

function blockedWords(loops: Loops, cores: number): string {
  return `${loopWords(loops)}, but ${loops[0]?.process} used only ${figure(cores)} of a core, so it stood blocked`;
}
