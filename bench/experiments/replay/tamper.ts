import type { DomainEvent } from '../../../common/contracts/events.ts';
import type { Tamper } from '../plan/trial-plan.ts';

/** What was read, with one thing wrong in it: proof that a wrong rebuild does not pass for a right one. */
export function falsified(events: readonly DomainEvent[], tamper: Tamper): DomainEvent[] {
  const victim = events.findIndex(({ type }) => type === 'InventoryReserved');
  const event = events[victim];
  if (!event || event.type !== 'InventoryReserved') return [...events];
  switch (tamper) {
    case 'skip':
      return events.filter((_, index) => index !== victim);
    case 'double':
      return [...events, event];
    case 'quantity': {
      const items = event.data.items.map((item, index) =>
        index === 0 ? { ...item, quantity: item.quantity + 1 } : item,
      );
      return events.map((one, index) => (index === victim ? { ...event, data: { ...event.data, items } } : one));
    }
  }
}
