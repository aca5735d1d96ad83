import type { LabEventType } from '../contracts/payments.ts';
import { confirmingIn, type Shape } from './message-table.ts';

/**
 * Who listens without being planned for: nobody in the table of messages sends them anything, and nobody who tells of events
 * knows of them. Each may be started at any time, or never. `hears`: which events it needs in one shape.
 */
export const listeners = {
  seller: { service: 'seller-service', hears: confirmingIn },
  recommendations: { service: 'recommendations-service', hears: () => ['OrderPlaced'] },
} as const satisfies Record<string, { service: string; hears: (shape: Shape) => readonly LabEventType[] }>;
export type Listener = keyof typeof listeners;
