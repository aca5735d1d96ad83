import { findMode } from '../../modes.ts';
import type { ModeName, NotRun, RunFile, Trial } from '../../record/run-file.ts';
import { hasLost, isShortWindow, type WhyUnusable } from '../../record/trial-use.ts';
import type { WorkCell, WorkKey } from '../../record/work-cell.ts';
import { type WrongWay, wrongWays } from '../../record/wrong-ways.ts';

/** What a wrong way cost in one mode, beside the same done right; `isShown`: so much that it can be seen. */
export type Cost =
  /** `unsettled`: one of the two was measured for less than three of its medians. */
  | { kind: 'others'; wrongUs: number; rightUs: number; unsettled: boolean; isShown: boolean }
  | { kind: 'again'; wrong: Share; right: Share; isShown: boolean }
  /** Orders of the burst done right, and seconds until the last one was done. */
  | { kind: 'burst'; orders: number; wrongSeconds: number; rightSeconds: number; isShown: boolean }
  | { kind: 'check'; broken: { check: string; findings: number }[]; isShown: boolean }
  /** `beside`: the cell that is right. */
  | { kind: 'rate'; wrong: number; right: number; beside: WorkKey; isShown: boolean }
  /** One of the two trials has no such figure; `why`: it may not be used. Null: there were too few orders, or there is no such trial. */
  | { kind: 'void'; of: 'wrong' | 'right'; why: WhyUnusable | null; isShown: false };

/** Orders that the warehouse was asked about more than once, of all. */
interface Share {
  again: number;
  of: number;
}

/** One wrong way in one mode; null: the run tells nothing of it. */
export interface WrongFigures {
  way: WrongWay;
  mode: ModeName | null;
  cost: Cost | null;
  /** Why there is none, where that is known. */
  gap: NotRun | null;
}

/** Seen only when it is that much worse: times half finished later, and of the rate, or of the time of a burst. */
const LATER = 2;
const LESS = 0.8;
/** Asked again of every second order, where hardly any is. */
const MANY = 0.5;
const FEW = 0.1;

/** Every wrong way, in each mode in which this run shows it; one that it does not show stands once. */
export const wrongOf = (run: Pick<RunFile, 'modes' | 'trials' | 'notRun'>): WrongFigures[] =>
  wrongWays.flatMap((way): WrongFigures[] => {
    const told = run.modes.flatMap((mode) => {
      if (way.delivery !== null && findMode(mode)?.broker?.delivery !== way.delivery) return [];
      const cost = costOf(way, mode, run.trials);
      return cost === null ? [] : [{ way, mode, cost, gap: null }];
    });
    const gap = run.notRun.find(({ cell, without }) => cell && way.without !== null && without?.includes(way.without));
    return told.length > 0 ? told : [{ way, mode: null, cost: null, gap: gap ?? null }];
  });

type Told = Trial & { work: WorkCell };

function costOf(
  { without, cell, ordering, befalls, shown }: WrongWay,
  mode: ModeName,
  trials: readonly Trial[],
): Cost | null {
  const own = trials.filter((trial): trial is Told => trial.mode === mode && trial.work !== undefined);
  const find = (key: Omit<WorkKey, 'ordering'>, waits: string, off: string | null, inFault: boolean) =>
    own.find(
      (trial) =>
        (off === null ? trial.without.length === 0 : trial.without.includes(off)) &&
        isKilled(trial) === inFault &&
        trial.work.time === key.time &&
        trial.work.concurrency === key.concurrency &&
        trial.work.instances === key.instances &&
        (trial.work.ordering === null || trial.work.ordering === waits),
    );
  const suffers = befalls !== null;
  const wrong = find(cell, ordering, without, suffers);
  if (wrong === undefined) return null;
  const beside = (key: Omit<WorkKey, 'ordering'>, waits = ordering) => {
    const right = find(key, waits, null, suffers);
    return right === undefined && without === null ? null : { wrong, right };
  };
  switch (shown.kind) {
    case 'others':
      return compared(beside(cell), halfOf, ([wrongUs, rightUs], { right }) => ({
        kind: 'others',
        wrongUs,
        rightUs,
        unsettled: [wrong, right].some(isShort),
        isShown: wrongUs >= LATER * rightUs,
      }));
    case 'again':
      return compared(beside(cell), shareOf, ([bad, good]) => ({
        kind: 'again',
        wrong: bad,
        right: good,
        isShown: bad.again >= MANY * bad.of && good.again <= FEW * good.of,
      }));
    case 'burst':
      return compared(beside(cell), burstOf, ([bad, good]) => ({
        kind: 'burst',
        orders: good.orders,
        wrongSeconds: bad.doneSeconds,
        rightSeconds: good.doneSeconds,
        isShown: good.doneSeconds <= LESS * bad.doneSeconds,
      }));
    case 'check': {
      if (wrong.verdicts.length === 0) return voidBy('wrong', wrong);
      const broken = wrong.verdicts.filter(
        ({ check, outcome }) => outcome === 'violated' && shown.checks.includes(check),
      );
      return {
        kind: 'check',
        broken: broken.map(({ check, findings }) => ({ check, findings })),
        isShown: broken.length > 0,
      };
    }
    case 'rate':
      return compared(beside(shown.right, shown.right.ordering), rateOf, ([less, right], { right: good }) => ({
        kind: 'rate',
        wrong: less,
        right,
        beside: { ...shown.right, ordering: good?.work.ordering ?? null },
        isShown: less <= LESS * right,
      }));
  }
}

/** In the middle of its work; one that failed has no course that would show it. */
export const isKilled = ({ fault, timeline }: Pick<Trial, 'fault' | 'timeline'>): boolean =>
  fault !== 'none' || timeline !== null;

interface Pair {
  wrong: Told;
  right: Told | undefined;
}

/** Null: there is nothing to compare with, where the numbers of a cell alone make it wrong. */
function compared<Figure>(
  pair: Pair | null,
  figureOf: (trial: Told) => Figure | null,
  costs: (figures: [Figure, Figure], pair: Pair) => Cost,
): Cost | null {
  if (pair === null) return null;
  const [bad, good] = [figureOf(pair.wrong), pair.right === undefined ? null : figureOf(pair.right)];
  if (bad === null) return voidBy('wrong', pair.wrong);
  return good === null ? voidBy('right', pair.right) : costs([bad, good], pair);
}

const voidBy = (of: 'wrong' | 'right', trial: Told | undefined): Cost => ({
  kind: 'void',
  of,
  why: trial === undefined ? null : whyOf(trial),
  isShown: false,
});

const whyOf = ({ use }: Trial): WhyUnusable | null => (use.usable ? null : use.why);

/** What is completed is joined by when it was due, after all came to rest: what was slow is in it, however short the window. */
const isShort = (trial: Trial | undefined): boolean => trial !== undefined && isShortWindow(trial);

const halfOf = (trial: Told): number | null =>
  trial.use.usable || isShort(trial) ? (trial.work.others?.p50 ?? null) : null;

const rateOf = (trial: Told): number | null => (hasLost(trial) ? null : (trial.work.above?.completedPerSecond ?? null));

/** Null also where nothing proves that one of them was away. */
function burstOf({ work: { burst }, timeline }: Told): { orders: number; doneSeconds: number } | null {
  if (!burst || burst.doneSeconds === null || !timeline?.witness) return null;
  return { orders: burst.orders, doneSeconds: burst.doneSeconds };
}

function shareOf({ work }: Told): Share | null {
  const { again, orders } = work.warehouse ?? {};
  return again === undefined || !orders ? null : { again, of: orders };
}
