import type { DomainEvent } from '../../../common/contracts/events.ts';
import type { Tamper } from '../plan/trial-plan.ts';

type Of<Type extends DomainEvent['type']> = Extract<DomainEvent, { type: Type }>;

const isOf =
  <Type extends DomainEvent['type']>(type: Type) =>
  (event: DomainEvent): event is Of<Type> =>
    event.type === type;

/** What was read, with one thing wrong in it: proof that a wrong rebuild does not pass for a right one. */
export function falsified(events: readonly DomainEvent[], tamper: Tamper): DomainEvent[] {
  const reserved = events.find(isOf('InventoryReserved'));
  switch (tamper) {
    case 'skip':
      return events.filter((event) => event !== reserved);
    case 'double':
      return [...events, ...(reserved ? [reserved] : [])];
    case 'quantity': {
      if (!reserved) return [...events];
      const items = reserved.data.items.map((item, index) =>
        index === 0 ? { ...item, quantity: item.quantity + 1 } : item,
      );
      return replaced(events, reserved, { ...reserved, data: { ...reserved.data, items } });
    }
    case 'swap': {
      const [one, ...others] = events.filter(isOf('NotificationSent'));
      const other = others.find(({ subject, data }) => subject !== one?.subject && data.kind === one?.data.kind);
      if (!one || !other) return [...events];
      return replaced(replaced(events, one, toldOf(one, other.subject)), other, toldOf(other, one.subject));
    }
    case 'reason': {
      const failed = events.find(isOf('InventoryFailed'));
      if (!failed) return [...events];
      const reason = failed.data.reason === 'out-of-stock' ? 'unknown-sku' : 'out-of-stock';
      return replaced(events, failed, { ...failed, data: { ...failed.data, reason } });
    }
  }
}

/** A notification as if it told of another order. */
const toldOf = (event: Of<'NotificationSent'>, orderId: string): DomainEvent => ({
  ...event,
  subject: orderId,
  data: { ...event.data, orderId },
});

const replaced = (events: readonly DomainEvent[], old: DomainEvent, by: DomainEvent): DomainEvent[] =>
  events.map((event) => (event === old ? by : event));
