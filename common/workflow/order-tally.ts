import type { DomainEvent } from '../contracts/events.ts';

/** Orders of one minute by the time of their own event: `minute` is `2026-01-31T23:59Z`. */
export interface MinuteTally {
  minute: string;
  orders: number;
  confirmed: number;
  rejected: number;
  notified: number;
}

export type TallyColumn = Exclude<keyof MinuteTally, 'minute'>;

/** Which count of which minute one event adds to; null for an event that is not counted. */
export function tallyOf(event: DomainEvent): { minute: string; column: TallyColumn } | null {
  const minute = `${event.time.slice(0, 16)}Z`;
  switch (event.type) {
    case 'OrderPlaced':
      return { minute, column: 'orders' };
    case 'InventoryReserved':
      return { minute, column: 'confirmed' };
    case 'InventoryFailed':
      return { minute, column: 'rejected' };
    case 'NotificationSent':
      return event.data.kind === 'low-stock' ? null : { minute, column: 'notified' };
  }
}

/** Totals and the failure rate (rejected / finished; 0 while nothing finished) of a folded state. */
export function summarise(minutes: readonly MinuteTally[]) {
  const sum = (column: TallyColumn) => minutes.reduce((total, minute) => total + minute[column], 0);
  const confirmed = sum('confirmed');
  const rejected = sum('rejected');
  const finished = confirmed + rejected;
  return {
    orders: sum('orders'),
    confirmed,
    rejected,
    notified: sum('notified'),
    failureRate: finished === 0 ? 0 : rejected / finished,
  };
}
