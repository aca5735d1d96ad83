import { expect, test } from 'vitest';
import type { Broker } from '../brokers/broker.ts';
import { modeNamed } from '../modes.ts';
import { ownBrokerSettings } from './own-broker-settings.ts';

const kafka = modeNamed('streaming-kafka');
const broker = (over: Partial<Broker>) => ({ owned: true, cluster: null, ...over }) as Broker;
const SESSION = 'LAB_KAFKA_SESSION_TIMEOUT_MS';

test('on a broker of our own a dead member is noticed soon, but not where answers to heartbeats come late', () => {
  expect(ownBrokerSettings(kafka, broker({}))).toEqual({ [SESSION]: expect.any(String) });
  expect(ownBrokerSettings(kafka, broker({}), true)).toEqual({});
  expect(ownBrokerSettings(kafka, broker({ owned: false }))).toEqual({});
});

test('copies are as many as the nodes, also where answers come late', () => {
  const cluster = { nodes: [{}, {}, {}] } as unknown as Broker['cluster'];
  expect(ownBrokerSettings(kafka, broker({ cluster }), true)).toEqual({ LAB_REPLICAS: '3' });
});
