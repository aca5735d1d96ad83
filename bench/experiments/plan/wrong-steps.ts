import type { Mode } from '../../../common/mode.ts';
import { killInventory } from '../../faults/kill-service.ts';
import { parseWorkTime } from '../../lab/warehouse/work-time.ts';
import { type WrongWay, wrongWays } from '../../record/wrong-ways.ts';
import type { Step } from './trial-plan.ts';
import type { WorkAsk } from './work-ask.ts';
import type { WorkSize } from './work-size.ts';

/** Where orders are stuck, or read again and again, this long without anything moving is as good as the deadline. */
const STILL_MS = 10_000;
/** Longer than a member that is not heard of is waited for: few orders, and each of them long. */
const FEW_SECONDS = 4;

/**
 * One trial for each wrong way that has a switch, in each mode in which its protection is not needless; and the same done right, where
 * no cell of the experiment is that.
 */
export function wrongSteps(
  modes: readonly Mode[],
  size: WorkSize,
  stepOf: (ask: WorkAsk, name: string, able: Mode[], more: Partial<Step['plan']>, seconds?: number) => Step,
): Step[] {
  return wrongWays.flatMap((way) => {
    const { without, cell, shown, killed } = way;
    if (without === null) return [];
    const able = modes.filter(({ needless }) => needless[without] === undefined);
    return [...Map.groupBy(able, (mode) => orderingOf(mode, way))].flatMap(([ordering, some]) => {
      const ask: WorkAsk = { ...cell, time: parseWorkTime(cell.time), ordering, size, predicted: null, looks: 'rates' };
      const wrong: Partial<Step['plan']> = { kind: 'proof', without: [without] };
      const name = `without-${without}`;
      if (shown.kind === 'again') {
        const few: WorkAsk = { ...ask, looks: 'course' };
        return [
          stepOf(few, name, some, wrong, FEW_SECONDS),
          stepOf({ ...few, besideWrong: true }, `with-${without}`, some, {}, FEW_SECONDS),
        ];
      }
      if (!killed) return [stepOf(ask, name, some, wrong)];
      const { before, lasts, after } = size.killed;
      const expects = shown.kind === 'check' ? [...shown.checks] : null;
      const kill = { fault: killInventory, faultAt: { inject: before, heal: before + lasts }, stillMs: STILL_MS };
      return [stepOf({ ...ask, looks: 'course' }, name, some, { ...wrong, ...kill, expects }, before + lasts + after)];
    });
  });
}

const orderingOf = ({ atOnce }: Mode, { ordering }: WrongWay) => (ordering in atOnce.orderings ? ordering : null);
