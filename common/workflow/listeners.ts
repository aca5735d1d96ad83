import type { EventType } from '../contracts/events.ts';
import type { Shape } from './message-table.ts';

/**
 * Who listens without being planned for: none of them stands in the table of messages, and nobody who tells of events
 * knows of them. Each may be started at any time, or never.
 */
export const listeners = {
  seller: { service: 'seller-service', hears: ['InventoryReserved', 'InventoryFailed'] },
  recommendations: { service: 'recommendations-service', hears: ['OrderPlaced'] },
} as const satisfies Record<string, { service: string; hears: readonly EventType[] }>;
export type Listener = keyof typeof listeners;

/** Throws where orders are paid: what is reserved is no sale then, and what tells of one is another event in each shape. */
export function refuseUnheard({ LAB_PAYMENT: shape }: { LAB_PAYMENT: Shape }): void {
  if (shape !== 'off') throw new Error(`Late listeners understand the events of LAB_PAYMENT=off, not of ${shape}.`);
}
