import { keyOf } from '../../../record/attempt-key.ts';
import type { Evidence, Operation } from '../../../record/history.ts';
import { faultWindow } from '../../fault-window.ts';
import { isFinal, member } from '../../operations.ts';
import type { Random } from '../random.ts';
import { type Corruption, change, type Finished, placing, unproven, violates } from './corruption.ts';

const faultPhase = (phase: string) => (operation: Operation) =>
  operation.f === 'fault' && member(operation.value, 'phase') === phase;
const without = (evidence: Evidence, dropped: (operation: Operation) => boolean) => {
  const before = evidence.history.length;
  evidence.history = evidence.history.filter((operation) => !dropped(operation));
  return evidence.history.length < before;
};
/** Placed while the fault was at work, `fromUs` after its injection or later. */
const dueMeanwhile = ({ history, fault }: Evidence, fromUs = 0) => {
  const window = faultWindow(history, fault);
  return ({ f, t }: Operation) => f === 'place-order' && window !== null && t >= window.from + fromUs && t <= window.to;
};

const underReset =
  (corrupt: Corruption['corrupt']): Corruption['corrupt'] =>
  (evidence, random) =>
    evidence.fault === 'network:reset-before' && corrupt(evidence, random);
const giveUp =
  (status: number, type: Operation['type']) =>
  ({ history }: Finished, random: Random) =>
    change(random, history, placing(type), (operation) =>
      Object.assign(operation, { type: 'info', value: { status, error: `http-${status}` } }),
    );

export const needless: Corruption[] = [
  violates('an order is answered 503', underReset(giveUp(503, 'ok'))),
  violates('an order that was in doubt is answered 504', underReset(giveUp(504, 'info'))),
  violates(
    'an order ends failed',
    underReset(({ final }, random) =>
      change(
        random,
        final.orders,
        ({ status }) => isFinal(status),
        (order) => Object.assign(order, { status: 'failed', reason: 'inventory-timeout' }),
      ),
    ),
  ),
  unproven(
    'nobody says when calls were disturbed',
    underReset((evidence) => without(evidence, faultPhase('inject'))),
  ),
  unproven(
    'nothing was placed meanwhile',
    underReset((evidence) => without(evidence, dueMeanwhile(evidence))),
  ),
];

const whileDead =
  (corrupt: Corruption['corrupt']): Corruption['corrupt'] =>
  (evidence, random) =>
    evidence.mode.answer === 'outcome' &&
    ['kill-inventory', 'pause-consumer'].includes(evidence.fault) &&
    corrupt(evidence, random);
/** The longest it may take until a dead service is known as such. */
const KNOWN_US = 4e6;

/** Every nth order that was placed while inventory was known to be dead hears later. */
function delay({ history, ...evidence }: Finished, every: number, byUs: number): boolean {
  const isDue = dueMeanwhile({ history, ...evidence }, KNOWN_US);
  const keys = history.filter((operation) => operation.type === 'invoke' && isDue(operation)).map(({ key }) => key);
  const late = new Set(keys.filter((_, n) => n % every === 0));
  for (const operation of history) {
    if (late.has(operation.key) && placing(operation.type)(operation) && operation.type !== 'invoke')
      operation.t += byUs;
  }
  return late.size > 0;
}

export const waiting: Corruption[] = [
  violates(
    'a quarter of the orders waits for retries',
    whileDead((evidence) => delay(evidence, 4, 50_000)),
  ),
  violates(
    'every order waits out its deadline',
    whileDead((evidence) => delay(evidence, 1, 4_000_000)),
  ),
  violates(
    'half of the orders wait a little',
    whileDead((evidence) => delay(evidence, 2, 15_000)),
  ),
  unproven(
    'hardly anything was placed meanwhile',
    whileDead((evidence) => without(evidence, dueMeanwhile(evidence))),
  ),
  unproven(
    'nobody says when inventory came back',
    whileDead((evidence) => without(evidence, faultPhase('heal'))),
  ),
  unproven(
    'hardly anything was placed before',
    whileDead((evidence) => {
      const from = faultWindow(evidence.history, evidence.fault)?.from ?? 0;
      return without(evidence, ({ f, t }) => f === 'place-order' && t < from);
    }),
  ),
];

const whileRestarting =
  (corrupt: Corruption['corrupt']): Corruption['corrupt'] =>
  (evidence, random) =>
    evidence.fault === 'rolling-restart' && corrupt(evidence, random);
/** Makes the last answer of an order another one; only of orders that were answered long before anything restarted. */
const answerEarlyOnes =
  (type: 'fail' | 'info', value: object): Corruption['corrupt'] =>
  ({ history, fault }, random) => {
    const from = faultWindow(history, fault)?.from ?? 0;
    const early = (operation: Operation) => placing('ok')(operation) && operation.t < from;
    return change(random, history, early, (operation) => Object.assign(operation, { type, value }));
  };

export const drain: Corruption[] = [
  violates(
    'an order is refused before anything restarts',
    whileRestarting(answerEarlyOnes('fail', { error: 'ECONNREFUSED' })),
  ),
  violates(
    'an order is answered 503 before anything restarts',
    whileRestarting(answerEarlyOnes('info', { status: 503 })),
  ),
  violates(
    'the answer of an order that was taken is lost',
    whileRestarting(({ history, final }, random) => {
      const taken = new Set(final.orders.map(keyOf));
      const answered = (operation: Operation) => placing('ok')(operation) && taken.has(operation.key);
      return change(random, history, answered, (operation) =>
        Object.assign(operation, { type: 'info', value: { error: 'ECONNRESET' } }),
      );
    }),
  ),
  unproven(
    'nobody says who was away',
    whileRestarting((evidence) => without(evidence, faultPhase('restart'))),
  ),
  unproven(
    'nothing was placed while anybody was away',
    whileRestarting((evidence) => without(evidence, dueMeanwhile(evidence))),
  ),
];
