import type { Step } from '../../../protocol/events.ts';
import type { Lane } from '../../../protocol/lanes.ts';
import type { Stop } from './geometry.ts';

/** The stops that a step leads to. An order that was promised waits; one that is called for is carried. */
export function stopsOf(step: Step, answer: Lane['answer']): Stop[] {
  const promised = answer === 'promise';
  switch (step) {
    case 'placed':
      return [{ at: 'orders' }];
    case 'accepted':
      return promised ? [{ waitsFor: 'inventory' }] : [];
    case 'reserved':
    case 'turned-away':
      return promised ? [{ waitsFor: 'inventory' }, { at: 'inventory' }] : [{ at: 'inventory' }, { at: 'orders' }];
    case 'paying':
      return promised ? [{ waitsFor: 'payments' }, { at: 'payments' }] : [{ at: 'payments' }, { at: 'orders' }];
    case 'confirmed':
    case 'rejected':
    case 'declined':
      return promised ? [] : [{ at: 'orders' }];
    case 'notified':
      return promised ? [{ waitsFor: 'notifications' }, { at: 'notifications' }] : [{ at: 'notifications' }];
    case 'refused':
    case 'failed':
      return ['client'];
  }
}

/** Where an order is before this step, when only the step is known. */
export function stopBefore(step: Step, answer: Lane['answer']): Stop {
  if (step === 'placed') return 'client';
  if (step === 'paying' && answer === 'promise') return { at: 'inventory' };
  if (step === 'notified' && answer === 'promise') return { at: 'inventory' };
  return { at: 'orders' };
}
