import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  analyticsOpenApi,
  type Flavour,
  inventoryOpenApi,
  notificationOpenApi,
  orderOpenApi,
} from '../../../common/contracts/openapi.ts';
import { paymentOpenApi } from '../../../common/contracts/openapi-payments.ts';
import type { Mode, Role } from '../../../common/mode.ts';
import { customersEntry } from '../../lab/customers/lab-customers.ts';
import { portOrder } from '../../lab/lab.ts';
import { everyServiceOf } from '../../lab/outside.ts';
import { table } from './markdown.ts';
import { settingsTable } from './settings.ts';

const flavourOf = (mode: Mode): Flavour => (mode.answer === 'outcome' ? 'sync' : 'async');

const openApis: Record<Role, (flavour: Flavour) => unknown> = {
  orders: orderOpenApi,
  inventory: inventoryOpenApi,
  payments: paymentOpenApi,
  notifications: notificationOpenApi,
  analytics: analyticsOpenApi,
};

/** The generated parts of a mode's README, by the name that stands in their markers. */
export const partsOf = (mode: Mode): Record<string, string> => ({
  endpoints: endpointsOf(mode),
  settings: settingsOf(mode),
});

/** Every route of its services but those that all have, with what OpenAPI says of it. */
function endpointsOf(mode: Mode): string {
  const flavour = flavourOf(mode);
  const services = portOrder.flatMap((role) => everyServiceOf(mode).filter((service) => service.role === role));
  const rows = services.flatMap(({ role, name }, index) => {
    const { paths } = openApis[role](flavour) as { paths: Record<string, Record<string, { summary: string }>> };
    const file = role === 'analytics' ? 'openapi-analytics-service' : `openapi-${flavour}-${name}`;
    const own = Object.entries(paths).filter(([path]) => !['/health', '/ready', '/metrics'].includes(path));
    return own.flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { summary }]) => [
        `[${name}](../docs/reference/${file}.json)`,
        mode.firstPort + index,
        `\`${method.toUpperCase()} ${path}\``,
        summary,
      ]),
    );
  });
  return table(['service', 'port', 'route', 'what it does'], rows);
}

/** The settings that its services read: those that the code of their sources names, or of what these import; in a string it only tells of one. */
function settingsOf(mode: Mode): string {
  const files = new Set<string>();
  const late = Object.values(mode.late.listeners);
  const entries = [...[...everyServiceOf(mode), ...late].map(({ entry }) => entry), customersEntry]; // that one stands beside every mode
  for (const entry of entries) addWithImports(fileURLToPath(entry), files);
  const sources = [...files].map((file) => readFileSync(file, 'utf8').replaceAll(/'[^'\n]*'/g, '')).join('\n');
  return settingsTable((name) => new RegExp(`\\b${name}\\b`).test(sources));
}

function addWithImports(file: string, files: Set<string>): void {
  if (files.has(file) || basename(file) === 'config.ts') return; // that one names them all
  files.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/^import (?!type\b)[^;]*?'(\.[^']+)';$/gm)) {
    addWithImports(join(dirname(file), path as string), files);
  }
}
