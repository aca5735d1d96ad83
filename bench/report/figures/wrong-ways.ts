import { findMode } from '../../modes.ts';
import type { ModeName, NotRun, RunFile, Trial } from '../../record/run-file.ts';
import { hasLost, isUsable } from '../../record/trial-use.ts';
import type { WorkCell, WorkKey } from '../../record/work-cell.ts';
import { type WrongWay, wrongWays } from '../../record/wrong-ways.ts';

/** What a wrong way cost in one mode, beside the same done right; `isShown`: so much that it can be seen. */
export type Cost =
  | { kind: 'others'; wrongUs: number; rightUs: number; isShown: boolean }
  | { kind: 'again'; wrong: Share; right: Share; isShown: boolean }
  | { kind: 'check'; broken: { check: string; findings: number }[]; isShown: boolean }
  | { kind: 'rate'; wrong: number; right: number; isShown: boolean }
  /** One of the two trials lost orders. */
  | { kind: 'void'; isShown: false };

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

/** Seen only when it is that much worse: times half finished later, and of the rate. */
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
  { without, cell, ordering, killed, shown }: WrongWay,
  mode: ModeName,
  trials: readonly Trial[],
): Cost | null {
  const own = trials.filter((trial): trial is Told => trial.mode === mode && trial.work !== undefined);
  const find = (key: Omit<WorkKey, 'ordering'>, waits: string, off: string | null, inKill = false) =>
    own.find(
      ({ work, without: its, timeline }) =>
        (off === null ? its.length === 0 : its.includes(off)) &&
        (timeline !== null) === inKill &&
        work.time === key.time &&
        work.concurrency === key.concurrency &&
        work.instances === key.instances &&
        (work.ordering === null || work.ordering === waits),
    );
  const wrong = find(cell, ordering, without, killed);
  if (wrong === undefined) return null;
  switch (shown.kind) {
    case 'others': {
      const half = (trial: Told | undefined) => (trial && isUsable(trial) ? (trial.work.others?.p50 ?? null) : null);
      const [wrongUs, rightUs] = [half(wrong), half(find(cell, ordering, null))];
      if (wrongUs === null || rightUs === null) return null;
      return { kind: 'others', wrongUs, rightUs, isShown: wrongUs >= LATER * rightUs };
    }
    case 'again': {
      const [bad, good] = [shareOf(wrong), shareOf(find(shown.right, ordering, null))];
      if (bad === null || good === null) return null;
      const isShown = bad.again >= MANY * bad.of && good.again <= FEW * good.of;
      return { kind: 'again', wrong: bad, right: good, isShown };
    }
    case 'check': {
      if (wrong.verdicts.length === 0) return null;
      const broken = wrong.verdicts.filter(
        ({ check, outcome }) => outcome === 'violated' && shown.checks.includes(check),
      );
      return {
        kind: 'check',
        broken: broken.map(({ check, findings }) => ({ check, findings })),
        isShown: broken.length > 0,
      };
    }
    case 'rate': {
      const done = find(shown.right, shown.right.ordering, null);
      const rate = (trial: Told | undefined) => trial?.work.above?.completedPerSecond ?? null;
      const [less, right] = [rate(wrong), rate(done)];
      if ([wrong, done].some((trial) => trial && hasLost(trial))) return { kind: 'void', isShown: false };
      if (less === null || right === null) return null;
      return { kind: 'rate', wrong: less, right, isShown: less <= LESS * right };
    }
  }
}

function shareOf(trial: Told | undefined): Share | null {
  const { again, orders } = trial?.work.warehouse ?? {};
  return again === undefined || !orders ? null : { again, of: orders };
}
