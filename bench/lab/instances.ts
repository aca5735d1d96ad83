import { join } from 'node:path';
import type { Mode, Role, ServiceSpec } from '../../common/mode.ts';
import { readGauge } from '../../common/observe/metrics-reader.ts';
import { everyRole } from '../../common/workflow/message-table.ts';
import type { Lab } from './lab.ts';
import type { Service } from './service-process.ts';

/** A role as one process of it is called, by people and by options. */
export const roleNames: Record<Role, string> = {
  orders: 'order',
  inventory: 'inventory',
  payments: 'payment',
  notifications: 'notification',
  analytics: 'analytics',
};

/** How many processes each role has; a role that is left out has one. */
export type Instances = Partial<Record<Role, number>>;

/** Beyond that this is no lab for one machine, and the ports of the next mode would begin. */
const MOST_INSTANCES = 16;

/** `inventory=2,order=4`, added to what earlier options said. Throws with what is wrong with it. */
export function parseInstances(text: string, before: Instances = {}): Instances {
  const instances = { ...before };
  const parts = text.split(',').filter(Boolean);
  if (parts.length === 0) throw new Error('Expected role=n, such as inventory=2.');
  for (const part of parts) {
    const [, name = part, count = ''] = /^([^=]*)=(.*)$/.exec(part) ?? [];
    const role = everyRole.find((one) => roleNames[one] === name);
    if (!role)
      throw new Error(`There is no role ${name}. Known: ${everyRole.map((one) => roleNames[one]).join(', ')}.`);
    if (!/^\d+$/.test(count) || Number(count) < 1 || Number(count) > MOST_INSTANCES) {
      throw new Error(`Expected ${name}=n with a whole number from 1 to ${MOST_INSTANCES}, got ${part}.`);
    }
    if (instances[role] !== undefined) throw new Error(`${name} is named twice.`);
    instances[role] = Number(count);
  }
  return instances;
}

/** As it is spelled for the option. */
export const wordsOfInstances = (instances: Instances): string =>
  everyRole.flatMap((role) => (instances[role] ? `${roleNames[role]}=${instances[role]}` : [])).join(',');

export const hasSeveral = (instances: Instances = {}): boolean => Object.values(instances).some((count) => count > 1);

/** One process of a role: what it is called and where it keeps its files. */
export interface Place {
  spec: ServiceSpec;
  role: Role;
  /** From 1. The first has the names, the port and the folder that the only one of a role has. */
  instance: number;
  /** As in logs: `inventory-service`, `inventory-service-2`. */
  name: string;
  /** As in reports: `inventory`, `inventory-2`. */
  process: string;
  /** With its log, and where it writes what is its own. */
  dataFolder: string;
}

/** A place and who fills it. */
export interface Instance extends Place {
  url: string;
  service: Service;
}

/** Every process of a mode, role by role as the mode names them. */
export function placesOf({ services }: Pick<Mode, 'services'>, instances: Instances, dataFolder: string): Place[] {
  return services.flatMap((spec) =>
    Array.from({ length: instances[spec.role] ?? 1 }, (_, index) => {
      const instance = index + 1;
      const { role } = spec;
      const suffix = instance === 1 ? '' : `-${instance}`;
      const name = spec.name + suffix;
      return {
        spec,
        role,
        instance,
        name,
        process: role + suffix,
        dataFolder: instance === 1 ? dataFolder : join(dataFolder, name),
      };
    }),
  );
}

/** One of them, for people: `inventory`, `inventory-2`. */
export const instanceName = ({ role, instance }: Pick<Place, 'role' | 'instance'>): string =>
  instance === 1 ? roleNames[role] : `${roleNames[role]}-${instance}`;

/** All that do the work of a role. */
export const instancesOf = <One extends Place>(lab: { instances: readonly One[] }, role: Role): One[] =>
  lab.instances.filter((instance) => instance.role === role);

/** Where its customers find the order service, or whoever another one. */
export const urlsOf = (lab: Pick<Lab, 'instances'>, role: Role): string[] =>
  instancesOf(lab, role).map(({ url }) => url);

/** What one role, or all of them, counted, over their present lives. Throws when one of them does not answer. */
export async function counted(lab: Pick<Lab, 'instances'>, metric: string, role?: Role): Promise<number> {
  const those = role === undefined ? lab.instances : instancesOf(lab, role);
  const counts = await Promise.all(those.map(({ url }) => readGauge(url, metric)));
  return counts.reduce((sum, count) => sum + count, 0);
}
