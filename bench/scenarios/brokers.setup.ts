import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import type { BrokerUse } from '../../common/capabilities.ts';
import { startBroker } from '../brokers/brokers.ts';
import { modes } from '../modes.ts';
import { forTests } from './for-tests.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the brokers shared by all files listen, by kind. */
    brokers: { [kind: string]: string; rabbitmq: string; kafka: string };
  }
}

/** One broker of each kind for all files; a test that hurts its broker starts one of its own instead. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { folder, guard, say, tearDown } = forTests();
  const start = ({ kind, probe }: BrokerUse) => {
    say(`starting ${kind} for the scenarios …`);
    return startBroker(kind, { probe, say, dataFolder: folder, keep: false, guard });
  };
  const used = new Map(modes.flatMap(({ broker }) => (broker ? [[broker.kind, broker]] : [])));
  const starting = [...used.values()].map(start);
  try {
    const running = await Promise.all(starting);
    const urls = Object.fromEntries(running.map(({ kind, url }) => [kind, url]));
    project.provide('brokers', urls as ProvidedContext['brokers']);
    return () => tearDown(starting);
  } catch (error) {
    await tearDown(starting);
    throw error;
  }
}
