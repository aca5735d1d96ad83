import type { Mode } from '../../../common/mode.ts';
import { killInventory } from '../../faults/kill-service.ts';
import { stopOneInventory } from '../../faults/one-of-several.ts';
import { parseWorkTime } from '../../lab/warehouse/work-time.ts';
import { type WrongWay, wrongWays } from '../../record/wrong-ways.ts';
import type { Step } from './trial-plan.ts';
import type { WorkAsk } from './work-ask.ts';
import type { WorkSize } from './work-size.ts';

/** Where orders are stuck, or read again and again, this long without anything moving is as good as the deadline. */
const STILL_MS = 10_000;
/** Longer than a member that is not heard of is waited for: few orders, and each of them long. */
const FEW_SECONDS = 4;

/** Fewer orders than a prefetch of 256 has room for, and few before them: one process keeps up with those. */
const BURST = { times: 20, before: 3, lasts: 1, after: 0 };
const BURST_SECONDS = BURST.before + BURST.lasts;
/** One of two processes is away before the burst comes, and is back when all of it was handed out, but by no means done. */
const ofBurst: Partial<Step['plan']> = {
  fault: stopOneInventory,
  faultAt: { inject: 1, heal: 1 + BURST_SECONDS },
  load: { ratePerSecond: 10, warmUpSeconds: 1, seconds: BURST_SECONDS },
};

type StepOf = (ask: WorkAsk, name: string, able: Mode[], more: Partial<Step['plan']>, seconds?: number) => Step;

/**
 * One trial for each wrong way that has a switch, in each mode in which its protection is not needless; and the same done right, where
 * no cell of the experiment is that.
 */
export function wrongSteps(modes: readonly Mode[], size: WorkSize, stepOf: StepOf): Step[] {
  return wrongWays.flatMap((way) => {
    const { without, cell } = way;
    if (without === null) return [];
    const able = modes.filter(({ needless }) => needless[without] === undefined);
    return [...Map.groupBy(able, (mode) => orderingOf(mode, way))].flatMap(([ordering, some]) => {
      const ask: WorkAsk = { ...cell, time: parseWorkTime(cell.time), ordering, size, predicted: null, looks: 'rates' };
      return stepsOf(way, ask, without, some, stepOf);
    });
  });
}

function stepsOf({ shown, befalls }: WrongWay, ask: WorkAsk, without: string, able: Mode[], stepOf: StepOf): Step[] {
  const wrong: Partial<Step['plan']> = { kind: 'proof', without: [without] };
  const name = `without-${without}`;
  const course: WorkAsk = { ...ask, looks: 'course' };
  const both = (each: WorkAsk, more: Partial<Step['plan']>, seconds: number) => [
    stepOf(each, name, able, { ...wrong, ...more }, seconds),
    stepOf({ ...each, besideWrong: true }, `with-${without}`, able, more, seconds),
  ];
  if (shown.kind === 'again') return both(course, {}, FEW_SECONDS);
  if (shown.kind === 'burst') return both({ ...course, burst: BURST }, ofBurst, BURST_SECONDS);
  if (befalls === null) return [stepOf(ask, name, able, wrong)];
  const { before, lasts, after } = ask.size.killed;
  const expects = shown.kind === 'check' ? [...shown.checks] : null;
  const kill = { fault: killInventory, faultAt: { inject: before, heal: before + lasts }, stillMs: STILL_MS };
  return [stepOf(course, name, able, { ...wrong, ...kill, expects }, before + lasts + after)];
}

const orderingOf = ({ atOnce }: Mode, { ordering }: WrongWay) => (ordering in atOnce.orderings ? ordering : null);
