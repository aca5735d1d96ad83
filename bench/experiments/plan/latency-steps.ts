import { readSettings } from '../../../common/base/config.ts';
import type { Mode } from '../../../common/mode.ts';
import { none } from '../../faults/none.ts';
import { inherited } from '../../lab/lab.ts';
import { MEDIANS_PER_WINDOW, MEDIANS_TO_STEADY } from '../../load/steady-watch.ts';
import { type Random, seededRandom, shuffled } from '../../measure/random.ts';
import { inventoryLinkOf, timesTheDelay } from '../../record/inventory-link.ts';
import type { Variation } from '../../record/run-file.ts';
import type { LatencyAsk } from './latency-ask.ts';
import type { PlanOptions } from './plan-options.ts';
import type { Step } from './trial-plan.ts';

/**
 * What `bench:latency` asks in one block (1 for the first):
 *
 *   base of every mode, and the A/A control of one ─▶ this block's share of everything that is varied once
 *
 * All in an order drawn from the seed, with two exceptions: the search for the capacity comes first, since later trials
 * are put at a share of it, and with `slow` the control comes before the base that is slowed down by its median.
 */
export function latencySteps(options: PlanOptions, block: number): Step[] {
  const { profile, modes, seed, only } = options;
  const { blocks } = profile.latency;
  const asked = (kind: Variation['kind']) => !only || only.includes(kind);
  const varied = onceEach(options).filter(({ kind }) => asked(kind) || (kind === 'capacity' && needsCapacity(only)));
  const first = varied.filter(({ kind }) => kind === 'capacity');
  const others = varied.filter(({ kind }) => kind !== 'capacity');
  const queue = [...first, ...shuffled(others, seededRandom(seed, 'order of variations'))];
  const from = Math.floor(((block - 1) * queue.length) / blocks);
  const to = Math.floor((block * queue.length) / blocks);
  return [
    ...bases(options, block, asked, seededRandom(seed, `bases of block ${block}`)),
    ...queue.slice(from, to).flatMap(({ step }) => {
      const { delayMs } = step.plan.latency ?? {};
      if (!delayMs) return [{ ...step, modes }];
      const turns = shuffled(modes, seededRandom(seed, `turns of ${step.name}`));
      return turns.map((mode) => ({
        ...step,
        modes: [mode],
        plan: { ...step.plan, load: loadBehind(mode, step.plan.load, delayMs) },
      }));
    }),
  ];
}

/** What is expected of a median is exceeded by what waits for others. */
const SLACK = 1.2;

/**
 * The load behind a delay: a warm-up that can hold three windows of three medians, and a measured window of three, whatever
 * the delay makes of the median in this mode (measurement.md, rule 8).
 */
function loadBehind(mode: Mode, load: Step['plan']['load'], delayMs: number): Step['plan']['load'] {
  const { crossings, calls } = inventoryLinkOf(mode, readSettings({ ...inherited(), LAB_DATA_DIR: '.' }));
  const most = calls && (calls.atOnce * 1000) / delayMs;
  const queued = calls && most && most < load.ratePerSecond ? calls.waiting / most : 0;
  const median = SLACK * ((timesTheDelay(crossings) * delayMs) / 1000 + queued);
  return {
    ...load,
    warmUpSeconds: load.warmUpSeconds + Math.ceil(MEDIANS_TO_STEADY * median),
    seconds: Math.max(load.seconds, Math.ceil(MEDIANS_PER_WINDOW * median)),
  };
}

const needsCapacity = (only: PlanOptions['only']) => only?.includes('share') || only?.includes('sustain');

type Bare = Omit<Step, 'modes'>;

function bases(
  { modes, profile, slow }: PlanOptions,
  block: number,
  asked: (kind: Variation['kind']) => boolean,
  random: Random,
): Step[] {
  const { ratePerSecond, warmUpSeconds, seconds, again } = profile.latency;
  const load = { ratePerSecond, warmUpSeconds, seconds };
  const steps: Step[] = [];
  const isSlow = (mode: Mode) => mode.name === slow?.mode;
  if (asked('base')) {
    for (const mode of modes) {
      const ask = isSlow(mode) && slow ? { slow: slow.factor } : {};
      steps.push({ ...stepOf('base', ratePerSecond, load, ask), modes: [mode] });
    }
  }
  const control = modes.find(isSlow) ?? modes[(block - 1) % modes.length];
  if (control && (slow || (again && asked('again')))) {
    steps.push({ ...stepOf('again', ratePerSecond, load), modes: [control] });
  }
  const order = shuffled(steps, random);
  if (!slow) return balanced(order, control, Math.floor((block - 1) / modes.length) % 2 === 0);
  const controls = order.filter(isControl);
  return [...controls, ...order.filter((step) => !isControl(step))];
}

const isControl = ({ plan }: Step) => plan.variation?.kind === 'again';

/** The A/A pair of a mode in turn with either of its two first, so that a machine that drifts tips no pair. */
function balanced(order: Step[], control: Mode | undefined, controlFirst: boolean): Step[] {
  const again = order.findIndex(isControl);
  const base = order.findIndex(({ modes, plan }) => plan.variation?.kind === 'base' && modes[0] === control);
  if (again < 0 || base < 0 || again < base === controlFirst) return order;
  return order.map((step, at) => (at === again ? (order[base] ?? step) : at === base ? (order[again] ?? step) : step));
}

/** Everything that is varied once in every mode. */
function onceEach({ profile, experiments }: PlanOptions): { kind: Variation['kind']; step: Bare }[] {
  const { ratePerSecond, ...sizes } = profile.latency;
  const size = experiments.length > 1 ? sizes.varied : sizes.variedAlone;
  if (!size) return [];
  const { warmUpSeconds, search, burst, sustainSeconds } = size;
  const of = (
    kind: Variation['kind'],
    value: number,
    ask: LatencyAsk = {},
    rate = ratePerSecond,
    seconds = size.seconds,
  ) => ({
    kind,
    step: stepOf(kind, value, { ratePerSecond: rate, warmUpSeconds, seconds }, ask),
  });
  return [
    ...(search ? [of('capacity', 0, { search }, search.from, secondsOfSearch(search))] : []),
    ...(search ? size.sharesPercent.map((percent) => of('share', percent, { shareOfCapacity: percent })) : []),
    ...(search && sustainSeconds > 0
      ? [of('sustain', 0, { shareOfCapacity: 100 }, ratePerSecond, sustainSeconds)]
      : []),
    ...size.delaysMs.map((delayMs) => of('delay', delayMs, { delayMs })),
    ...size.ratesPerSecond.map((rate) => of('rate', rate, {}, rate)),
    ...size.lines.map((lines) => of('fan-out', lines, { lines })),
    ...size.bytes.map((bytes) => of('payload', bytes, bodyOf(bytes))),
    ...(burst ? [of('burst', burst.times, { burst }, ratePerSecond, burst.before + burst.lasts + burst.after)] : []),
    ...(size.story ? [of('story', 0)] : []),
  ];
}

/** For the estimate: about nine steps, and one or two labs more for confirmations. */
const secondsOfSearch = ({
  stepSeconds,
  confirmSeconds,
  warmUpSeconds,
}: {
  stepSeconds: number;
  confirmSeconds: number;
  warmUpSeconds: number;
}) => 9 * stepSeconds + 5 + 1.5 * (confirmSeconds + warmUpSeconds + 5);

function stepOf(kind: Variation['kind'], value: number, load: Step['plan']['load'], latency: LatencyAsk = {}): Bare {
  const name = ['base', 'again', 'capacity', 'sustain', 'story'].includes(kind) ? kind : `${kind}-${value}`;
  const variation = { kind, value };
  const plan = {
    kind: 'ordinary' as const,
    fault: none,
    load,
    faultAt: null,
    replay: null,
    variation,
    without: [],
    expects: null,
    latency,
  };
  return { name, plan };
}

/** What the contracts let a body hold: 100 lines, and 256 letters in a name (see common/contracts/orders.ts). */
const MOST_LINES = 100;
const NAME_LETTERS = 230;
/** Mean bytes of one line with a sku of the catalogue, and of everything around the lines. */
const LINE_BYTES = 37;
const AROUND_BYTES = 105;

/**
 * Lines and letters of a body of about so many bytes: a long name first, then lines, since nothing else in an order can
 * grow. 100 lines, about 4 kB, is the most the contracts allow.
 */
export function bodyOf(bytes: number): { lines: number; nameLetters: number } {
  const lines = Math.round((bytes - AROUND_BYTES - NAME_LETTERS) / LINE_BYTES);
  return { lines: Math.min(MOST_LINES, Math.max(1, lines)), nameLetters: NAME_LETTERS };
}
