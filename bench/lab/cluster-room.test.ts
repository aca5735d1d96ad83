import { expect, test, vi } from 'vitest';
import { modes } from '../modes.ts';
import { roomFor } from './cluster-room.ts';

const three = { nodes: 3 };

test('a machine with too little memory is told so before anything starts', () => {
  expect(() => roomFor(modes, three, 100)).toThrow(
    /^3 nodes of RabbitMQ and of Kafka need \d+ MiB .* has 100 MiB left/,
  );
  expect(roomFor(modes, three, 100_000)).toMatch(/about \d+ MiB of memory, 100000 MiB are left/);
});

test('without a cluster, or where somebody else runs the brokers, nothing is needed', () => {
  expect(roomFor(modes, undefined, 1)).toBeNull();
  for (const name of ['AMQP_URL', 'KAFKA_BROKERS']) vi.stubEnv(name, 'named');
  expect(roomFor(modes, three, 1)).toBeNull();
  vi.unstubAllEnvs();
});
