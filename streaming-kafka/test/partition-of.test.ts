import { expect, test } from 'vitest';
import { topicPolicy } from '../topology.ts';
import { partitionOf } from '../transport/publish.ts';

/** What Kafka's own tests (UtilsTest.testMurmur2) have for these keys. */
const murmur2 = {
  '21': -973932308,
  foobar: -790332482,
  'a-little-bit-long-string': -985981536,
  'a-little-bit-longer-string': -1486304829,
  lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: -58897971,
};

test.each(Object.entries(murmur2))('the key %s is in the partition that other clients put it into', (key, hash) => {
  expect(partitionOf(key)).toBe((hash & 0x7fffffff) % topicPolicy.partitions);
});
