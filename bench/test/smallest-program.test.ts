import { expect, test } from 'vitest';
import { clientPolicy, topicPolicy } from '../../streaming-kafka/topology.ts';
import { PARTITIONS } from '../experiments/ceilings/raw/kafka/plain.ts';

test('the smallest program on a log has as many partitions as the mode, and reads as many at once', () => {
  expect(PARTITIONS).toBe(topicPolicy.partitions);
  expect(PARTITIONS).toBe(clientPolicy.partitionsAtOnce);
});
