import type { Operation } from '../../../record/history.ts';
import { member } from '../../operations.ts';
import { type Corruption, change, drop, placing, unproven, violates } from './corruption.ts';

const digest = (key: string) => (operation: Operation) =>
  operation.f === 'digest' && operation.type === 'ok' && operation.key === key;
const set = (operation: Operation, changed: object) =>
  (operation.value = { ...(operation.value as object), ...changed });
const listOf = ({ value }: Operation) => {
  const list = member(value, 'notifications');
  return Array.isArray(list) ? list : null;
};

export const replay: Corruption[] = [
  violates('the state changes', ({ history }, random) =>
    change(random, history, digest('after'), (operation) => set(operation, { state: random.uuid() })),
  ),
  violates('the notifications change', ({ history }, random) =>
    change(random, history, digest('after'), (operation) => set(operation, { notifications: random.uuid() })),
  ),
  violates('a notification is added', ({ history }, random) =>
    change(
      random,
      history,
      (operation) => digest('after')(operation) && listOf(operation) !== null,
      (operation) => set(operation, { notifications: [...(listOf(operation) ?? []), random.uuid()] }),
    ),
  ),
  violates('a notification is missing', ({ history }, random) =>
    change(
      random,
      history,
      (operation) => digest('after')(operation) && (listOf(operation)?.length ?? 0) > 0,
      (operation) => set(operation, { notifications: listOf(operation)?.slice(1) }),
    ),
  ),
  violates('what the events say changes', ({ history }, random) =>
    change(random, history, digest('after'), (operation) => set(operation, { events: random.uuid() })),
  ),
  violates('a digest has no state', ({ history }, random) =>
    change(random, history, digest('after'), (operation) => set(operation, { state: null })),
  ),
  unproven('nothing was read after the replay', ({ history }, random) => drop(random, history, digest('after'))),
  unproven('nothing was read before the replay', ({ history }, random) =>
    change(random, history, digest('before'), (operation) => (operation.type = 'info')),
  ),
];

const phase = (name: string) => (operation: Operation) =>
  operation.f === 'fault' && operation.type === 'ok' && member(operation.value, 'phase') === name;

export const witness: Corruption[] = [
  unproven('nobody saw the fault', ({ history }, random) => drop(random, history, phase('witness'))),
  unproven('the fault did not happen', ({ history }, random) =>
    change(random, history, phase('witness'), (operation) => set(operation, { happened: false })),
  ),
  unproven('the witness says nothing', ({ history }, random) =>
    change(random, history, phase('witness'), (operation) => (operation.value = { phase: 'witness' })),
  ),
  unproven('another fault was witnessed', ({ history }, random) =>
    change(random, history, phase('witness'), (operation) => (operation.key = 'broker-kill')),
  ),
  unproven('the witness could not be heard', ({ history }, random) =>
    change(random, history, phase('witness'), (operation) => (operation.type = 'info')),
  ),
  unproven('a second fault has no witness', (evidence) => {
    evidence.fault += '+disk-full';
    return true;
  }),
  unproven('the fault was never injected', (evidence, random) => {
    const key = random.some(evidence.history.filter(phase('inject')))?.key;
    evidence.history = evidence.history.filter(
      (operation) => operation.key !== key || member(operation.value, 'phase') !== 'inject',
    );
    return key !== undefined;
  }),
  unproven('nothing was acknowledged', (evidence) => {
    evidence.history = evidence.history.filter((operation) => !placing('ok')(operation));
    return true;
  }),
];
