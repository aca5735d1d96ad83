import { expect, test } from 'vitest';
import { hostsOf, kafkaClusterSettings, nodeProperties } from './kafka-cluster-config.ts';

const ports = [0, 1, 2].map((node) => ({ client: 15_000 + node, peer: 15_100 + node, controller: 15_200 + node }));

test('every node keeps a copy, and an acknowledgement is of most of them', () => {
  const settings = kafkaClusterSettings(3);
  expect(settings).toMatchObject({ 'default.replication.factor': '3', 'min.insync.replicas': '2' });
  for (const [name, value] of Object.entries(settings)) {
    if (name.endsWith('replication.factor')) expect(value, name).toBe('3');
    if (name.endsWith('min.isr')) expect(value, name).toBe('2');
  }
});

test('a node listens on loopback only, and sends the others to its name', () => {
  const text = nodeProperties('/x', 1, ports, { 'min.insync.replicas': '1' });
  expect(text).toContain('listeners=CLIENT://127.0.0.1:15001,PEER://127.0.0.1:15101,CONTROLLER://127.0.0.1:15201\n');
  expect(text).toContain(
    'advertised.listeners=CLIENT://127.0.0.1:15001,PEER://kafka2:15101,CONTROLLER://kafka2:15201\n',
  );
  expect(text).toContain('controller.quorum.voters=1@kafka1:15200,2@kafka2:15201,3@kafka3:15202\n');
  expect(text).toContain('min.insync.replicas=1\n');
});

test('for a node the others are addresses of its own on loopback, and it is itself', () => {
  expect(hostsOf(1, 3)).toBe('127.0.0.1 localhost\n127.77.2.1 kafka1\n127.0.0.1 kafka2\n127.77.2.3 kafka3\n');
});
