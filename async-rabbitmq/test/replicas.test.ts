import { expect, test } from 'vitest';
import { topologyOf } from '../topology.ts';

const argumentsOf = (LAB_REPLICAS: number, LAB_DURABILITY: 'page-cache' | 'fsync') => {
  const topology = topologyOf({ LAB_NAMESPACE: '', LAB_DURABILITY, LAB_WITHOUT: [], LAB_REPLICAS });
  return [topology.queueArguments('q'), topology.deadLetterArguments];
};

test('every queue, those of dead letters too, is a quorum queue of as many members as copies are asked for', () => {
  for (const given of argumentsOf(3, 'page-cache')) {
    expect(given).toMatchObject({ 'x-queue-type': 'quorum', 'x-quorum-initial-group-size': 3 });
  }
});

test('without copies the tier alone decides on the type of a queue', () => {
  for (const given of argumentsOf(0, 'page-cache')) expect(given).not.toHaveProperty('x-queue-type');
  for (const given of argumentsOf(0, 'fsync')) {
    expect(given).toMatchObject({ 'x-queue-type': 'quorum' });
    expect(given).not.toHaveProperty('x-quorum-initial-group-size');
  }
});
