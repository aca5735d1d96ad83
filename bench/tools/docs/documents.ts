import { readSettings } from '../../../common/base/config.ts';
import {
  analyticsOpenApi,
  inventoryOpenApi,
  notificationOpenApi,
  orderOpenApi,
} from '../../../common/contracts/openapi.ts';
import { customersOpenApi } from '../../../common/contracts/openapi-customers.ts';
import { paymentOpenApi } from '../../../common/contracts/openapi-payments.ts';
import { modes } from '../../modes.ts';
import { contractsPage } from './contracts.ts';
import { page, table } from './markdown.ts';
import {
  checksPage,
  commandsPage,
  faultsPage,
  metricsPage,
  problemsPage,
  protectionsPage,
  securityPage,
} from './reference-pages.ts';
import { settingsPage } from './settings.ts';

const json = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`;

/** Every generated document by its file name, with what a reader finds in it. */
export function documents(): Map<string, { what: string; text: string }> {
  const all = new Map<string, { what: string; text: string }>();
  const add = (name: string, what: string, text: string) => all.set(name, { what, text });
  add('commands.md', 'every command and option of the bench', commandsPage());
  add('contracts.md', 'every body, answer and event', contractsPage());
  add('problems.md', 'every kind of error a client can meet', problemsPage());
  add('settings.md', 'every setting of a service', settingsPage());
  add('metrics.md', 'every metric of a service', metricsPage());
  add('checks.md', 'what is judged', checksPage());
  add('faults.md', 'what is broken on purpose', faultsPage());
  add('protections.md', 'what can be switched off', protectionsPage());
  add('security.md', 'what is claimed about security, and the test of each claim', securityPage());

  const services = {
    order: orderOpenApi,
    inventory: inventoryOpenApi,
    payment: paymentOpenApi,
    notification: notificationOpenApi,
  };
  for (const [service, openApi] of Object.entries(services)) {
    add(`openapi-sync-${service}-service.json`, `OpenAPI of the ${service} service, REST mode`, json(openApi('sync')));
    add(
      `openapi-async-${service}-service.json`,
      `OpenAPI of the ${service} service, event modes`,
      json(openApi('async')),
    );
  }
  add('openapi-customers-service.json', 'OpenAPI of the customers service', json(customersOpenApi()));
  add('openapi-analytics-service.json', 'OpenAPI of the analytics service', json(analyticsOpenApi()));

  const settings = readSettings({ LAB_DATA_DIR: '.' });
  for (const { name, asyncapi } of modes) {
    if (asyncapi) add(`asyncapi-${name}.json`, `AsyncAPI of ${name}, as set by default`, json(asyncapi(settings)));
  }
  const links = Array.from(all, ([name, { what }]) => [`[${name}](${name})`, what]);
  add('README.md', 'this list', page('Reference', table(['document', 'what is in it'], links)));
  return all;
}
