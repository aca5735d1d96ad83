import type { OrderStatus } from '../../common/contracts/orders.ts';
import type { Operation } from '../record/history.ts';

/** Readers of `Operation.value`. A history comes from a file, so that nothing about a value may be taken for granted. */

/** What a client was told: HTTP status, order and its state at that moment. */
export interface Answer {
  status: number;
  orderId: string;
  orderStatus: OrderStatus;
}

export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** The answer of an acknowledged `place-order`; null when it names no order. */
export function answerOf(operation: Operation): Answer | null {
  return typeof member(operation.value, 'orderId') === 'string' ? (operation.value as Answer) : null;
}

/** The state of an order as a `read-order` saw it; null when the value is no order. */
export function seenOrder(operation: Operation): { status: OrderStatus; version: number } | null {
  const { value } = operation;
  const isOrder = typeof member(value, 'status') === 'string' && typeof member(value, 'version') === 'number';
  return isOrder ? (value as { status: OrderStatus; version: number }) : null;
}

/** Lines as `sku×quantity`, in order; null when the value has none. Two bodies with equal lines ask for the same. */
export function linesOf(value: unknown): string | null {
  const items = member(value, 'items');
  if (!Array.isArray(items)) return null;
  let lines = '';
  for (const item of items) lines += `${String(member(item, 'sku'))}×${String(member(item, 'quantity'))} `;
  return lines;
}

/** Codes that judge the body itself: whoever got one was refused for what was asked, not for when. */
const bodyRefusals = new Set<unknown>([400, 413, 415, 422]);

export const refusesBody = (operation: Operation): boolean => bodyRefusals.has(member(operation.value, 'status'));

export const isFinal = (status: OrderStatus): boolean => status !== 'pending';
