import type { RunFolder } from '../../record/read-run.ts';
import type { NotRun, Trial } from '../../record/run-file.ts';
import type { WorkAbove, WorkCell } from '../../record/work-cell.ts';
import { workOf } from '../figures/work.ts';
import { lightSession } from './light-session.ts';

const resources = [{ process: 'inventory', cpuSeconds: 1, rssPeakMiB: 100 }];
/** What was done while more came. */
export const done = (completedPerSecond: number, over: Partial<WorkAbove> = {}): WorkAbove => ({
  offeredPerSecond: 1.2 * completedPerSecond,
  seconds: 5,
  acceptedPerSecond: completedPerSecond,
  completedPerSecond,
  waiting: 100,
  doubts: [],
  atWork: 8,
  workMs: 20,
  resources,
  sampledSeconds: 5,
  ...over,
});
/** 20 ms in 8 hands. */
export const twenty = { perSecond: 400, by: 'hands', atOnce: 8, meanMs: 20 } as const;

/** A trial of the work experiment that did what was predicted, but for what is told. */
export function cell(mode: string, ordering: string | null, over: Partial<WorkCell>, more: Partial<Trial> = {}): Trial {
  const [trial] = lightSession(1).trials;
  const work: WorkCell = {
    time: '20ms',
    concurrency: 8,
    instances: 1,
    ordering,
    predicted: twenty,
    sharePercent: 70,
    above: done(400),
    others: null,
    warehouse: null,
    ...over,
  };
  return {
    ...(trial as Trial),
    id: `${mode}-${ordering}-${work.time}-${work.concurrency}`,
    experiment: 'work',
    mode,
    work,
    ...more,
  };
}

export const folderOf = (trials: Trial[], notRun: NotRun[] = []): RunFolder => ({
  run: { ...lightSession(1), experiments: ['work'], trials, notRun },
  series: [],
  latencies: () => null,
  histogramsIn: '',
  metrics: {},
});
/** What kept a cell from its prediction. */
export const limiterOf = (over: Partial<WorkCell>) =>
  workOf(folderOf([cell('sync-rest', null, over)]))?.cells[0]?.limiter;

/** Of one wrong way. */
export const wrongIn = (trials: Trial[], name: string) =>
  workOf(folderOf(trials))?.wrong.filter(({ way }) => way.name === name) ?? [];
