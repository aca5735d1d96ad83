import type { Settings } from '../../../common/base/config.ts';
import type { Mode } from '../../../common/mode.ts';
import { killInventory } from '../../faults/kill-service.ts';
import { none } from '../../faults/none.ts';
import type { WorkOptions } from '../../lab/warehouse/work-options.ts';
import { parseWorkTime } from '../../lab/warehouse/work-time.ts';
import { ANSWERED_AT_ONCE } from '../../record/work-cell.ts';
import type { SearchSize } from './latency-size.ts';
import type { PlanOptions } from './plan-options.ts';
import type { Step } from './trial-plan.ts';
import { isControl, keyOf, secondsAbove, secondsOfShare, WARM_UP_ABOVE_S, type WorkAsk } from './work-ask.ts';
import type { WorkSize } from './work-size.ts';
import { wrongSteps } from './wrong-steps.ts';

/** Two cores are too few for more steps of a look. */
const LOOK_STEPS = 4;
/** Working off what the look and the climb left, and letting the climb flow. */
const BETWEEN_S = 5;

/**
 * What `bench work` asks of every mode, in each ordering that it offers:
 *
 *   control, answered at once ─▶ each time in so many hands ─▶ one of them once more, and inventory is killed in it;
 *                                    and what is done wrong most
 *
 * The controls come first, since the others are put at a share of what Little's law makes of them and of their control.
 */
export function workSteps({ modes, profile: { work: size }, ...asked }: PlanOptions): Step[] {
  const steps: Step[] = [];
  for (const { time, concurrency, instances } of cellsOf(size, asked)) {
    for (const [ordering, able] of byOrdering(modes, asked.ordering)) {
      if (ordering === 'queue' && isWhole(asked) && isBeyond({ time, concurrency, instances }, size)) continue;
      const ask: WorkAsk = {
        time: parseWorkTime(time),
        concurrency,
        instances,
        ordering,
        size,
        predicted: null,
        looks: 'rates',
      };
      steps.push({ name: nameOf(ask), modes: able, plan: planOf(ask) });
      if (!isKilled(ask, size, asked)) continue;
      const { before, lasts, after } = size.killed;
      const kill = {
        fault: killInventory,
        faultAt: { inject: before, heal: before + lasts },
        seconds: before + lasts + after,
      };
      steps.push({ name: `${nameOf(ask)}-killed`, modes: able, plan: planOf({ ...ask, looks: 'course' }, kill) });
    }
  }
  if (size.wrong && isWhole(asked)) steps.push(...wrongSteps(modes, size, wrongStep));
  return steps.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * Where an order waits for its partition more hands do nothing more: one time shows that, and what bounds the others are the partitions,
 * whatever their control would say.
 */
const isBeyond = ({ time, concurrency, instances }: Cell, { killed }: WorkSize): boolean =>
  time === ANSWERED_AT_ONCE
    ? concurrency !== killed.concurrency || instances > 1
    : time !== killed.time && concurrency > killed.concurrency;

/** Nothing of it was chosen. */
const isWhole = ({ work, concurrency, ordering, instances }: Asked) =>
  [work, concurrency, ordering, instances].every((each) => each === undefined);

const wrongStep: Parameters<typeof wrongSteps>[2] = (ask, name, modes, more, seconds) => {
  const course = seconds === undefined ? undefined : { fault: none, faultAt: null, seconds };
  return { name: `${nameOf(ask)}-${name}`, modes, plan: { ...planOf(ask, course), ...more } };
};

type Asked = Pick<WorkOptions, 'work' | 'concurrency' | 'ordering' | 'instances'>;

interface Cell {
  time: string;
  concurrency: number;
  instances: number;
}

/** Those of the size; of a time, a number of hands or of processes that was asked for, that alone, with its control. */
function cellsOf({ cells, killed }: WorkSize, { work, concurrency, instances }: Asked): Cell[] {
  const all = cells.flatMap(({ time, concurrency: hands, instances: counts }) =>
    hands.flatMap((each) => counts.map((count): Cell => ({ time, concurrency: each, instances: count }))),
  );
  const times = [...new Set(all.map(({ time }) => time))];
  const time = work === null ? '0' : work?.text;
  const wanted = time === undefined ? times : [...new Set([ANSWERED_AT_ONCE, time])];
  const own = instances?.inventory;
  if (concurrency === undefined && own === undefined && wanted.every((time) => times.includes(time))) {
    return all.filter(({ time }) => wanted.includes(time));
  }
  return wanted.map((time) => ({ time, concurrency: concurrency ?? killed.concurrency, instances: own ?? 1 }));
}

/** Modes by what they promise, in which an order can be chosen: one that offers several is there several times. */
function byOrdering(modes: readonly Mode[], only: Asked['ordering']): [WorkAsk['ordering'], Mode[]][] {
  const found = new Map<WorkAsk['ordering'], Mode[]>();
  for (const mode of modes) {
    const offered = Object.keys(mode.atOnce.orderings) as Settings['LAB_ORDERING'][];
    const own = offered.length === 0 ? [null] : offered.filter((each) => only === undefined || each === only);
    for (const ordering of own) found.set(ordering, [...(found.get(ordering) ?? []), mode]);
  }
  return [...found];
}

/** In the middle of its work: where none was asked for, in that of the size. */
const isKilled = ({ time, concurrency, instances }: WorkAsk, { killed }: WorkSize, asked: Asked) =>
  !isControl({ time }) &&
  instances === (asked.instances?.inventory ?? 1) &&
  time?.text === (asked.work?.text ?? killed.time) &&
  concurrency === (asked.concurrency ?? killed.concurrency);

const nameOf = (ask: WorkAsk) => {
  const { time, concurrency, instances, ordering } = keyOf(ask);
  return `${time}-c${concurrency}-i${instances}${ordering === null ? '' : `-${ordering}`}`;
};

const rank = ({ plan: { work } }: Step) => (work && isControl(work) ? 0 : work?.looks === 'rates' ? 1 : 2);

/** For the estimate: a look, one climb, and what resting and reading take between and after. */
const secondsOfSearch = (search: SearchSize) =>
  LOOK_STEPS * search.look.seconds + search.steps.atOnce * search.steps.seconds + BETWEEN_S;

/** The rate is known when the trial comes up. */
function planOf(work: WorkAsk, kill?: Pick<Step['plan'], 'fault' | 'faultAt'> & { seconds: number }): Step['plan'] {
  const { search } = work.size;
  const { untilFull, looked } = secondsAbove(work);
  const { warmUpSeconds } = isControl(work) ? search : work.size;
  const first = isControl(work) ? secondsOfSearch(search) : WARM_UP_ABOVE_S + untilFull + looked;
  return {
    kind: 'ordinary',
    fault: kill?.fault ?? none,
    load: {
      ratePerSecond: search.from,
      warmUpSeconds: kill ? 1 : warmUpSeconds,
      seconds: kill?.seconds ?? first + secondsOfShare(work),
    },
    faultAt: kill?.faultAt ?? null,
    replay: null,
    variation: null,
    without: [],
    expects: null,
    work,
  };
}
