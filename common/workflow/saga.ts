import type { Customer, OrderReason } from '../contracts/orders.ts';
import type { LabEvent, LabEventType } from '../contracts/payments.ts';

/** Whether something that a step takes is to be given back: noted before the step is asked for, due when it must be. */
type Undoing = 'registered' | 'needless' | 'due' | 'done';

/** What the order service remembers of one order while it drives it. */
export interface Saga {
  orderId: string;
  step: 'reserving' | 'paying' | 'undoing' | 'done';
  release: Undoing;
  /** Null: nobody was asked for money yet. */
  refund: Undoing | null;
}

/** What the order service tells next. */
interface Told {
  type: LabEventType;
  data: { orderId: string; customer?: Customer; reason?: OrderReason };
}

interface Advance {
  saga: Saga;
  told: Told[];
  /** Whether this event decides what becomes of the order. */
  settles: boolean;
}

/** Stored with the order and before anybody is asked for anything: what the first step takes is to be given back one day. */
export const beginSaga = (orderId: string): Saga => ({
  orderId,
  step: 'reserving',
  release: 'registered',
  refund: null,
});

/**
 *   reserving ─ InventoryReserved ─▶ paying ─ PaymentCaptured ─▶ done: confirmed
 *       └ InventoryFailed ─▶ done        └ PaymentFailed ─▶ undoing ─ StockReleased, PaymentRefunded ─▶ done
 *
 * Null: an event that this saga does not wait for, such as one told twice. `undoes`: whether compensation is on.
 */
export function advanceSaga(saga: Saga, event: LabEvent, undoes: boolean): Advance | null {
  const { orderId, step } = saga;
  const { data } = event;
  if (step === 'reserving' && event.type === 'InventoryReserved') {
    const told = [{ type: 'PaymentRequested' as const, data }];
    return { saga: { ...saga, step: 'paying', refund: 'registered' }, told, settles: false };
  }
  if (step === 'reserving' && event.type === 'InventoryFailed') {
    const told = [{ type: 'OrderRejected' as const, data }];
    return { saga: { ...saga, step: 'done', release: 'needless' }, told, settles: true };
  }
  if (step === 'paying' && event.type === 'PaymentCaptured') {
    const told = [{ type: 'OrderConfirmed' as const, data }];
    return { saga: { ...saga, step: 'done', release: 'needless', refund: 'needless' }, told, settles: true };
  }
  if (step === 'paying' && event.type === 'PaymentFailed') {
    const mayHaveMoved = event.data.reason !== 'payment-declined';
    const told: Told[] = [{ type: 'OrderRejected', data }];
    if (!undoes) return { saga: { ...saga, step: 'done' }, told, settles: true };
    told.push({ type: 'ReleaseRequested', data: { orderId } });
    if (mayHaveMoved) told.push({ type: 'RefundRequested', data: { orderId } });
    return {
      saga: { orderId, step: 'undoing', release: 'due', refund: mayHaveMoved ? 'due' : 'needless' },
      told,
      settles: true,
    };
  }
  if (step !== 'undoing') return null;
  const next = undone(saga, event.type);
  if (!next) return null;
  const isOver = next.release !== 'due' && next.refund !== 'due';
  return { saga: { ...next, step: isOver ? 'done' : 'undoing' }, told: [], settles: false };
}

/**
 * Its customer does not want it any more: whatever a step that was asked for has taken, or will take, is given back. Null: its
 * outcome is decided, or being undone already.
 */
export function cancelSaga(saga: Saga, customer: Customer, undoes: boolean): Omit<Advance, 'settles'> | null {
  const { orderId, step } = saga;
  if (step !== 'reserving' && step !== 'paying') return null;
  const told: Told[] = [{ type: 'OrderRejected', data: { orderId, customer, reason: 'cancelled' } }];
  if (!undoes) return { saga: { ...saga, step: 'done' }, told };
  told.push({ type: 'ReleaseRequested', data: { orderId } });
  if (step === 'paying') told.push({ type: 'RefundRequested', data: { orderId } });
  return { saga: { orderId, step: 'undoing', release: 'due', refund: step === 'paying' ? 'due' : 'needless' }, told };
}

function undone(saga: Saga, type: LabEventType): Saga | null {
  if (type === 'StockReleased' && saga.release === 'due') return { ...saga, release: 'done' };
  if (type === 'PaymentRefunded' && saga.refund === 'due') return { ...saga, refund: 'done' };
  return null;
}
