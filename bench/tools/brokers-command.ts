import { InvalidArgumentError } from 'commander';
import { brokerStatus, installBrokers } from '../brokers/broker-status.ts';
import { cleanBrokers } from '../brokers/clean-brokers.ts';
import type { Register } from './options.ts';
import { print, tell } from './print.ts';

/** `npm run brokers`. */
export const brokersCommand: Register = (program, finish) => {
  program
    .command('brokers')
    .description('Shows or installs the brokers of the cache folder, or empties it of all that the lab put there.')
    .argument('<what>', 'status, install or clean', oneOf('status', 'install', 'clean'))
    .action((what: string) => finish(brokers(what)));
};

async function brokers(what: string): Promise<number> {
  const say = tell;
  if (what === 'install') await installBrokers(say);
  if (what === 'clean') await cleanBrokers();
  print(JSON.stringify(await brokerStatus(), null, 2));
  return 0;
}

const oneOf =
  (...accepted: string[]) =>
  (text: string) => {
    if (!accepted.includes(text)) throw new InvalidArgumentError(`Expected ${accepted.join(' or ')}.`);
    return text;
  };
