import { expect, test } from 'vitest';
import { isTest, read, sources } from './sources.ts';

/** A file has one purpose; a longer one than this needs a reason, which stands here. */
const LONGEST = 225;
const reasons: Record<string, string> = {
  'common/http/http.ts': 'the way of every request from the door to its answer, in one piece',
  'common/base/config.ts': 'every setting of a service, in one place',
  'common/mode.ts': 'what a mode tells the bench, and what its operator can do, in one place',
  'bench/lab/lab.ts': 'whatever runs in a lab, started and stopped in its order',
  'common/contracts/openapi.ts': 'every route of the services, in one place',
  'sync-rest/order-service.ts': 'how the order service drives an order by calls, in one piece',
  'async-rabbitmq/transport.ts': 'connection, publishing, consuming and parking: to be split',
  'streaming-kafka/transport.ts': 'the same',
  'streaming-kafka/operate.ts': 'every tool of an operator of a log: to be split',
  'bench/record/run-file.ts': 'what a run is, in one place',
  'bench/record/run-schema.ts': 'the same, as what a file that somebody else may have written is held against',
};

const lengths = sources
  .filter((path) => !isTest(path))
  .map((path) => ({ path, lines: read(path).trimEnd().split('\n').length }));

test('no file is much over 200 lines without a reason', () => {
  expect(lengths.length).toBeGreaterThan(100);
  const long = lengths.filter(({ path, lines }) => lines > LONGEST && !(path in reasons));
  expect(long.map(({ path, lines }) => `${lines} ${path}`)).toEqual([]);
});

test('what has a reason exists', () => {
  expect(Object.keys(reasons).filter((path) => !sources.includes(path))).toEqual([]);
});
