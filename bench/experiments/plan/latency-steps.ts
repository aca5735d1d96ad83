import { readSettings } from '../../../common/base/config.ts';
import type { Mode } from '../../../common/mode.ts';
import { inherited } from '../../lab/inherited.ts';
import { MEDIANS_PER_WINDOW, MEDIANS_TO_STEADY } from '../../load/steady-watch.ts';
import { type Random, seededRandom, shuffled } from '../../measure/random.ts';
import { inventoryLinkOf, timesTheDelay } from '../../record/inventory-link.ts';
import type { Variation } from '../../record/run-file.ts';
import type { LatencyAsk } from './latency-ask.ts';
import type { SearchSize } from './latency-size.ts';
import type { PlanOptions } from './plan-options.ts';
import type { Step } from './trial-plan.ts';
import { inTurn, undisturbed } from './undisturbed.ts';
import { warmUps } from './warm-up-steps.ts';

/**
 * What `bench:latency` asks in one block (1 for the first):
 *
 *   with a broker, a load for its verdicts alone ─▶ a search for the capacity ─▶ base of every mode, and the A/A control of one ─▶ a share of the capacity, likewise ─▶
 *   this block's part of everything that is varied once
 *
 * Each in an order drawn from the seed. The searches come in the first blocks, since later trials are put at a share of what the
 * first one finds, and before the base, since nothing else makes a broker that compiles itself as warm as it is in the blocks that follow. With
 * `slow` the control comes before the base that is slowed down by its median.
 */
export function latencySteps(options: PlanOptions, block: number): Step[] {
  const { profile, modes, seed, only } = options;
  const { blocks } = profile.latency;
  const asked = (kind: Variation['kind']) => !only || only.includes(kind);
  const queue = shuffled(
    onceEach(options).filter(({ kind }) => asked(kind)),
    seededRandom(seed, 'order of variations'),
  );
  const from = Math.floor(((block - 1) * queue.length) / blocks);
  const to = Math.floor((block * queue.length) / blocks);
  return [
    ...(block === 1 && warming.some(asked) ? warmUps(options, 'latency') : []),
    ...searchIn(options, block, asked),
    ...bases(options, block, asked, seededRandom(seed, `bases of block ${block}`)),
    ...sharesRanked(options, block, asked, seededRandom(seed, `shares of block ${block}`)),
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

const varied = ({ profile, experiments }: PlanOptions) =>
  experiments.length > 1 ? profile.latency.varied : profile.latency.variedAlone;

const dependent: readonly Variation['kind'][] = ['share', 'share-again', 'sustain'];

/** What is ranked, and the capacity with what depends on it: a cold broker would be judged by them. */
const warming: readonly Variation['kind'][] = ['base', 'capacity', ...dependent];

function searchIn(options: PlanOptions, block: number, asked: (kind: Variation['kind']) => boolean): Step[] {
  const { search, searches } = varied(options) ?? { search: null, searches: 0 };
  const wanted = asked('capacity') ? searches : dependent.some(asked) ? 1 : 0;
  if (!search || block > wanted) return [];
  const load = { ratePerSecond: search.from, warmUpSeconds: search.warmUpSeconds, seconds: secondsOfSearch(search) };
  return [{ ...stepOf('capacity', 0, load, { search }), modes: options.modes }];
}

/** The share that is ranked, of every mode, and the A/A control of one. */
function sharesRanked(
  options: PlanOptions,
  block: number,
  asked: (kind: Variation['kind']) => boolean,
  random: Random,
): Step[] {
  const { modes, profile } = options;
  const { search, ranked } = varied(options) ?? { search: null, ranked: null };
  if (!search || !ranked || !asked('share')) return [];
  const { percent, ...rest } = ranked;
  const load = { ratePerSecond: profile.latency.ratePerSecond, ...rest };
  const of = (kind: Variation['kind'], mode: Mode): Step => ({
    ...stepOf(kind, percent, load, { shareOfCapacity: percent }),
    modes: [mode],
  });
  const [control] = inTurn(modes, block);
  return shuffled(
    [...modes.map((mode) => of('share', mode)), ...(control ? [of('share-again', control)] : [])],
    random,
  );
}

/** What is expected of a median is exceeded by what waits for others. */
const SLACK = 1.35;

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
  const control = modes.find(isSlow) ?? inTurn(modes, block)[0];
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
function onceEach(options: PlanOptions): { kind: Variation['kind']; step: Bare }[] {
  const { ratePerSecond } = options.profile.latency;
  const size = varied(options);
  if (!size) return [];
  const { warmUpSecondsOfShares, search, burst, sustainSeconds } = size;
  const of = (
    kind: Variation['kind'],
    value: number,
    ask: LatencyAsk = {},
    rate = ratePerSecond,
    seconds = size.seconds,
  ) => ({
    kind,
    step: stepOf(
      kind,
      value,
      {
        ratePerSecond: rate,
        warmUpSeconds: ask.shareOfCapacity === undefined ? size.warmUpSeconds : warmUpSecondsOfShares,
        seconds,
      },
      ask,
    ),
  });
  return [
    ...(search ? size.sharesPercent.map((percent) => of('share', percent, { shareOfCapacity: percent })) : []),
    ...(search && sustainSeconds > 0
      ? [of('sustain', 0, { shareOfCapacity: 100 }, ratePerSecond, sustainSeconds)]
      : []),
    ...size.delaysMs.map((delayMs) => of('delay', delayMs, { delayMs })),
    ...size.ratesPerSecond.map((rate) =>
      of('rate', rate, rate === Math.min(...size.ratesPerSecond) ? { idleSeconds: size.idleSeconds } : {}, rate),
    ),
    ...size.lines.map((lines) => of('fan-out', lines, { lines })),
    ...size.bytes.map((bytes) => of('payload', bytes, bodyOf(bytes))),
    ...(burst ? [of('burst', burst.times, { burst }, ratePerSecond, burst.before + burst.lasts + burst.after)] : []),
    ...(size.story ? [of('story', 0)] : []),
  ];
}

/** For the estimate: a look of some seven steps, a climb of about five, and what resting and reading take between and after. */
const secondsOfSearch = ({ look, steps }: SearchSize) => 7 * look.seconds + 5 * steps.seconds + 10;

function stepOf(kind: Variation['kind'], value: number, load: Step['plan']['load'], latency: LatencyAsk = {}): Bare {
  const name = ['base', 'again', 'capacity', 'sustain', 'story'].includes(kind) ? kind : `${kind}-${value}`;
  return { name, plan: { ...undisturbed(load), variation: { kind, value }, latency } };
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
