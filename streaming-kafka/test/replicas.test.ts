import { expect, test } from 'vitest';
import { topologyOf } from '../topology.ts';
import { prepareFor } from '../transport/declare.ts';

/** The topics that a service asks a broker for that has none. */
async function declared(replicas: number) {
  const asked: { topic: string; replicationFactor?: number }[] = [];
  const admin = {
    connect: async () => {},
    disconnect: async () => {},
    listTopics: async () => [],
    createTopics: async ({ topics }: { topics: typeof asked }) => void asked.push(...topics),
    describeConfigs: async () => ({ resources: [] }),
  };
  const topology = topologyOf({ LAB_NAMESPACE: '', LAB_DURABILITY: 'page-cache', LAB_REPLICAS: replicas });
  await prepareFor({ LAB_TOPOLOGY: 'declare' }, topology, { admin: () => admin } as never)();
  expect(asked.length).toBeGreaterThan(3);
  return new Set(asked.map(({ replicationFactor }) => replicationFactor));
}

test('every topic, those of dead letters too, has as many copies as are asked for; else as many as the broker gives', async () => {
  expect(await declared(3)).toEqual(new Set([3]));
  expect(await declared(0)).toEqual(new Set([undefined]));
});
