import type { Order } from '../../../../common/contracts/orders.ts';
import { keyOf } from '../../../record/attempt-key.ts';
import type { Evidence, FinalReads, Operation } from '../../../record/history.ts';
import { answerOf } from '../../operations.ts';
import type { Random } from '../random.ts';

export type Finished = Evidence & { final: FinalReads };

/** One way to break good evidence, and what the check must say of it. */
export interface Corruption {
  name: string;
  expected: 'violated' | 'unknown';
  /** Changes the evidence in place. False: there is nothing in it to break this way. */
  corrupt(evidence: Finished, random: Random): boolean;
}

export function violates(name: string, corrupt: Corruption['corrupt']): Corruption {
  return { name, expected: 'violated', corrupt };
}

export function unproven(name: string, corrupt: Corruption['corrupt']): Corruption {
  return { name, expected: 'unknown', corrupt };
}

/** Changes one entry drawn from those that fit; false when there is none. */
export function change<T>(
  random: Random,
  list: readonly T[],
  fits: (item: T) => boolean,
  edit: (item: T) => void,
): boolean {
  const item = random.some(list.filter(fits));
  if (item === undefined) return false;
  edit(item);
  return true;
}

/** Takes one entry out of a list. */
export function drop<T>(random: Random, list: T[], fits: (item: T) => boolean = () => true): boolean {
  return change(random, list, fits, (item) => list.splice(list.indexOf(item), 1));
}

/** Puts an altered copy of one entry right behind it. */
export function repeat<T>(
  random: Random,
  list: T[],
  fits: (item: T) => boolean,
  alter: (copy: T) => void = () => {},
): boolean {
  return change(random, list, fits, (item) => {
    const copy = structuredClone(item);
    alter(copy);
    list.splice(list.indexOf(item) + 1, 0, copy);
  });
}

export const is =
  (...statuses: Order['status'][]) =>
  (order: Order) =>
    statuses.includes(order.status);
export const keyOfOrder = (order: Order): string => keyOf(order) ?? '';

export const placing = (type: Operation['type']) => (operation: Operation) =>
  operation.f === 'place-order' && operation.type === type;

/** The orders that some client was told of. */
export function acknowledgedOrders({ history, final }: Finished): Order[] {
  const told = new Set(history.filter(placing('ok')).map((operation) => answerOf(operation)?.orderId));
  return final.orders.filter(({ orderId }) => told.has(orderId));
}

/** Appends an operation to the end of the history. */
export function append(
  { history }: Evidence,
  operation: Pick<Operation, 'f' | 'type' | 'key' | 'value'>,
  process = 'late',
): void {
  const last = history.at(-1);
  history.push({ i: history.length, t: (last?.t ?? 0) + 1000, trial: last?.trial ?? 'trial', process, ...operation });
}
