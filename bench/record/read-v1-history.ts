import type { Role } from '../../common/mode.ts';
import type { FinalReads } from './history.ts';

type Named<Kind> = Kind extends (infer Entry)[] ? Omit<Entry, 'role'>[] : Kind;

/** Final reads as histories of schema version 1 hold them: whose a group, a queue or a store is, stands in its name alone. */
export type FinalReadsV1 = Omit<FinalReads, 'messages' | 'log' | 'parked'> & {
  messages: Named<NonNullable<FinalReads['messages']>> | null;
  log: Named<NonNullable<FinalReads['log']>> | null;
  parked: Named<FinalReads['parked']>;
};

/** The same reads with the roles in them; those that have them stay as they are. */
export function withRoles({ messages, log, parked, ...final }: FinalReadsV1 | FinalReads): FinalReads {
  return {
    ...final,
    messages: messages?.map((each) => ({ role: roleIn(each.service) ?? 'orders', ...each })) ?? null,
    log: log?.flatMap((each) => ({ role: roleIn(each.group) ?? 'orders', ...each })) ?? null,
    parked: parked.map((each) => ({ role: roleIn(each.consumer), ...each })),
  };
}

const roles: Record<string, Role> = {
  order: 'orders',
  orders: 'orders',
  inventory: 'inventory',
  notification: 'notifications',
  notifications: 'notifications',
  analytics: 'analytics',
};

/** `run7.inventory-service` is about inventory; null where no service is named. */
function roleIn(name: string): Role | null {
  const word = name.split(/[^A-Za-z]+/).find((part) => Object.hasOwn(roles, part));
  return word === undefined ? null : (roles[word] ?? null);
}
