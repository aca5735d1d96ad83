import { join } from 'node:path';
import { showAt } from '../../../common/observe/shown-at.ts';
import type { Guard } from '../../brokers/broker.ts';
import { ServiceProcess } from '../service-process.ts';
import { newPasswords, operatorOf } from './customers.ts';
import { showing } from './shown.ts';

export const customersEntry = new URL('../../../common/customers/customers-service.ts', import.meta.url);

interface CustomersOptions {
  url: string;
  /** As every service of the lab is told. */
  env: Record<string, string>;
  dataFolder: string;
  guard: Guard;
  say: (line: string) => void;
}

/** The customers service of one lab, the same beside every mode; not started yet. */
export function labCustomers({ url, env, dataFolder, guard, say }: CustomersOptions) {
  const passwords = newPasswords();
  const operator = operatorOf(passwords);
  const told = { CUSTOMERS_URL: url, SERVICE_PASSWORD: passwords.service };
  let hide = () => {};
  const process = new ServiceProcess({
    spec: { name: 'customers-service', entry: customersEntry },
    env: { ...env, ...told, LAB_PORT: new URL(url).port, OPERATOR_PASSWORD: passwords.operator },
    logFile: join(dataFolder, 'customers-service.log'),
    guard,
    say,
    watch: false,
  });
  return {
    /** Its place among the URLs, and its store. */
    name: 'customers' as const,
    url,
    process,
    operator,
    /** What the other services are told. */
    env: told,
    logTail: () => process.logTail(),
    /** From now on this process shows the operator's token to these. */
    showAt(urls: readonly string[]) {
      hide = showAt(urls, showing(url, operator));
    },
    async stop() {
      await process.stop();
      hide();
    },
  };
}
