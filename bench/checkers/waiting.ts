import type { Attempt } from './attempts.ts';
import { defineChecker } from './define-checker.ts';
import { faultWindow } from './fault-window.ts';

/**
 * How long after its injection it must be known that inventory does not answer, in microseconds: a refused connection says
 * so at once; a silent one only when the first attempts timed out (2.5 s).
 */
const knownAfterUs: Record<string, number> = { 'kill-inventory': 2e6, 'pause-consumer': 4e6 };
/** The last seconds before it are the control: by then every process is warm. */
const CONTROL_US = 3e6;
/** How much longer than before the fault the slowest twentieth may wait. */
const MARGIN_US = 10_000;
const FEWEST = 20;
/** A machine with other work may stand still once, for so long: that is no fault of a service. */
const STILL_US = 500_000;

/**
 * A service that is known to be dead costs nobody time. Of the orders due from then on, but for the worst half second, 95% are
 * told within the time that 95% took just before the fault and 10 ms, or three times that time where it is more. The bound lies between what was measured at 60 orders/s: under kill-inventory
 * 3 to 8 ms with the breaker and 37 to 41 ms without, where one call in five waits through its retries and the retry
 * budget stops the others; under pause-consumer 20 ms with it and 5 s, the whole deadline, without.
 */
export const waiting = defineChecker(
  'waiting',
  'in sync mode, while inventory is known to be dead, 5% of the orders wait over 10 ms longer, and over three times as long, for their answer as 5% did before, the worst half second left out',
  ({ evidence, attempts, faults, found }) => {
    const { fault, mode } = evidence;
    const knownAfter = knownAfterUs[fault];
    if (!mode.answeredBy.includes('inventory'))
      return { outcome: 'not-applicable', because: 'An order is answered before inventory is asked.' };
    if (knownAfter === undefined) return { outcome: 'not-applicable', because: 'Inventory was not dead for a while.' };
    const window = faultWindow(faults, fault);
    if (!window)
      return { outcome: 'unknown', because: 'The history does not say from when to when inventory was dead.' };
    const before: Wait[] = [];
    const meanwhile: Wait[] = [];
    for (const attempt of attempts.values()) {
      const wait = waitOf(attempt);
      if (wait === null) continue;
      if (wait.due >= window.from - CONTROL_US && wait.due + wait.us < window.from) before.push(wait);
      else if (wait.due >= window.from + knownAfter && wait.due < window.to) meanwhile.push(wait);
    }
    const usual = slowestTwentieth(before);
    const bound = usual + Math.max(MARGIN_US, 2 * usual); // a machine that is slow without a fault may be slower with one
    const during = withoutStall(meanwhile, bound);
    const counted = { before: before.length, meanwhile: during.length };
    if (Math.min(before.length, during.length) < FEWEST) {
      return {
        outcome: 'unknown',
        because: `Fewer than ${FEWEST} orders were due before the fault or meanwhile.`,
        counted,
      };
    }
    const reached = slowestTwentieth(during);
    if (reached > bound) {
      for (const { key, us } of during.filter((wait) => wait.us > bound)) {
        found.now(key, `waited ${ms(us)} for a service that was known to be dead, where ${ms(bound)} are allowed`, key);
      }
    }
    return {
      looked: during.length,
      counted: { ...counted, 'p95 ms': Math.round(reached / 1000), 'bound ms': Math.round(bound / 1000) },
      because: `95% of ${during.length} orders were told within ${ms(reached)}; allowed are ${ms(bound)}.`,
    };
  },
);

interface Wait {
  key: string;
  /** When it was due, and how long its answer took: microseconds. */
  due: number;
  us: number;
}

/** Of an order that was sent once. The generator gives up after 10 s: where nothing stands, nothing is known. */
function waitOf({ key, invocations, answers, refusals, doubts }: Attempt): Wait | null {
  const [invocation, second] = invocations;
  const [end] = [...answers, ...refusals, ...doubts];
  return invocation && end && !second ? { key, due: invocation.t, us: end.t - invocation.t } : null;
}

/** Without those that were due in the half second in which most waited longer than they may. */
function withoutStall(waits: readonly Wait[], bound: number): Wait[] {
  const late = waits.filter(({ us }) => us > bound);
  const isIn = (from: number) => (wait: Wait) => wait.due >= from && wait.due < from + STILL_US;
  const [worst] = late
    .map(({ due }) => ({ due, late: late.filter(isIn(due)).length }))
    .sort((one, other) => other.late - one.late);
  return worst === undefined ? [...waits] : waits.filter((wait) => !isIn(worst.due)(wait));
}

function slowestTwentieth(waits: Wait[]): number {
  const sorted = waits.map(({ us }) => us).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0;
}

const ms = (us: number) => `${(us / 1000).toFixed(1)} ms`;
