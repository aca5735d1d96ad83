import type { Mode, Role } from '../../common/mode.ts';
import type { Broker } from '../brokers/broker.ts';
import type { Lab } from '../process/lab.ts';

/** What a fault may lay its hands on. */
export interface FaultContext {
  lab: Lab;
  broker: Broker | null;
  /** Seeded; the same seed gives the same choices. */
  random: () => number;
}

/** Something that goes wrong, and how it is put right. One object per trial: it may keep what it did. */
export interface Fault {
  inject(): Promise<void>;
  heal(): Promise<void>;
  /** What proves that it happened; null when nothing does. Asked after healing. */
  witness(): Promise<string | null>;
}

export interface FaultKind {
  name: string;
  /** For `--list` and the report: what it does, in one sentence. */
  what: string;
  /** Why this mode cannot suffer it; null when it can. */
  notApplicable(mode: Mode): string | null;
  create(context: FaultContext): Fault;
}

export const inEveryMode = () => null;

export const roleNames: Record<Role, string> = {
  orders: 'order',
  inventory: 'inventory',
  notifications: 'notification',
  analytics: 'analytics',
};
