import { type CompressionAlgorithmValue, createRecordsBatch, type MessageToProduce } from '@platformatic/kafka';
import { expect, test } from 'vitest';
import { readRecordSet } from '../transport/record-set.ts';

const roomy = () => ({ records: 10_000, bytes: 64 * 1024 * 1024 });
const message = (value: string | Buffer, more: Partial<MessageToProduce> = {}) => ({
  topic: 't',
  value: Buffer.from(value as string),
  ...more,
});

/** A batch as another client writes it, with its first record at this offset. */
function batchOf(messages: object[], at = 0, options: object = {}): Buffer {
  const batch = Buffer.from(createRecordsBatch(messages as never, { compression: 'none', ...options } as never).buffer);
  batch.writeBigInt64BE(BigInt(at), 0);
  return batch;
}
const numbered = (count: number, at = 0, options = {}) =>
  batchOf(
    Array.from({ length: count }, (_, index) => message(`${at + index}`)),
    at,
    options,
  );
const textsOf = ({ records }: ReturnType<typeof readRecordSet>) => records.map(({ value }) => value?.toString());

test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as CompressionAlgorithmValue[])(
  'what another client packed with %s is read',
  (compression) => {
    const long = 'la'.repeat(200_000) + Math.PI;
    const headers = new Map([[Buffer.from('x-message-id'), Buffer.from('7')]]);
    const batch = batchOf([message('first', { key: Buffer.from('k'), headers }), message(long)], 40, { compression });
    const { records, next } = readRecordSet(batch, 40n, [], roomy());
    expect(next).toBe(42n);
    expect(records.map(({ offset }) => offset)).toEqual(['40', '41']);
    expect(records[0]?.key?.toString()).toBe('k');
    expect(records[0]?.headers?.['x-message-id']?.toString()).toBe('7');
    expect(records[0]?.value?.toString()).toBe('first');
    expect(records[1]?.value?.toString()).toBe(long);
  },
);

test.each(['gzip', 'snappy', 'lz4', 'zstd'] as CompressionAlgorithmValue[])(
  'a batch that %s would unpack to more than anybody needs is passed, and says how many records it stands for',
  (compression) => {
    const bomb = batchOf([message('x'), message(Buffer.alloc(9 * 1024 * 1024))], 5, { compression });
    const after = numbered(1, 7);
    const { records, next } = readRecordSet(Buffer.concat([bomb, after]), 5n, [], roomy());
    expect(next).toBe(8n);
    expect(records.map(({ offset }) => offset)).toEqual(['6', '7']);
    expect(records[0]?.unreadable).toEqual({ why: expect.stringMatching(/larger|big|large/), records: 2 });
  },
);

test.each(['gzip', 'snappy', 'lz4', 'zstd'] as CompressionAlgorithmValue[])(
  'a batch whose %s is damaged anywhere is read, or passed: nothing is thrown, and the next batch is read',
  (compression) => {
    const good = batchOf([message('la'.repeat(500)), message('le'.repeat(500))], 0, { compression });
    const after = numbered(1, 2);
    for (let place = 61; place < good.length; place++) {
      const damaged = Buffer.from(good);
      damaged[place] = (damaged[place] as number) ^ 0xff;
      const { records, next } = readRecordSet(Buffer.concat([damaged, after]), 0n, [], roomy());
      expect(next).toBe(3n);
      expect(records.at(-1)?.value?.toString()).toBe('2');
    }
  },
);

test('a batch is read from the middle on', () => {
  expect(textsOf(readRecordSet(numbered(10), 7n, [], roomy()))).toEqual(['7', '8', '9']);
});

test('no more records are made than there is room for, and the next ones come from there on', () => {
  const set = Buffer.concat([numbered(10), numbered(10, 10)]);
  const room = { ...roomy(), records: 15 };
  const first = readRecordSet(set, 0n, [], room);
  expect(textsOf(first)).toHaveLength(15);
  expect(first.next).toBe(15n);
  expect(readRecordSet(set, first.next, [], room)).toEqual({ records: [], next: 15n });
  expect(textsOf(readRecordSet(set, first.next, [], roomy()))).toEqual(['15', '16', '17', '18', '19']);
});

test('no more bytes are read than there is room for, but for the last record', () => {
  const set = batchOf(Array.from({ length: 10 }, () => message('x'.repeat(1000))));
  expect(readRecordSet(set, 0n, [], { records: 100, bytes: 2500 }).records).toHaveLength(3);
});

test('a batch that the broker cut off waits for the next answer', () => {
  const set = Buffer.concat([numbered(2), numbered(2, 2)]);
  const { records, next } = readRecordSet(set.subarray(0, set.length - 3), 0n, [], roomy());
  expect(records).toHaveLength(2);
  expect(next).toBe(2n);
});

test('a batch of a format that nobody writes any more is passed', () => {
  const old = numbered(1, 4);
  old.writeInt8(1, 16);
  const { records, next } = readRecordSet(Buffer.concat([old, numbered(1, 5)]), 4n, [], roomy());
  expect(records.map(({ unreadable }) => unreadable?.records)).toEqual([1, undefined]);
  expect(next).toBe(6n);
});

const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
function attributed(batch: Buffer, attributes: number, producerId: bigint): Buffer {
  batch.writeInt16BE(attributes, 21);
  batch.writeBigInt64BE(producerId, 43);
  return batch;
}

test('records of a transaction that was given up are passed, and so are the marks of all of them', () => {
  const set = Buffer.concat([
    attributed(numbered(2, 0), TRANSACTIONAL, 7n),
    attributed(numbered(1, 2), TRANSACTIONAL, 8n),
    attributed(numbered(1, 3), TRANSACTIONAL | CONTROL, 7n),
    attributed(numbered(1, 4), TRANSACTIONAL, 7n),
    attributed(numbered(1, 5), TRANSACTIONAL | CONTROL, 8n),
  ]);
  const aborted = [{ producerId: 7n, firstOffset: 0n }];
  const read = readRecordSet(set, 0n, aborted, roomy());
  expect(textsOf(read)).toEqual(['2', '4']);
  expect(read.next).toBe(6n);
  expect(readRecordSet(set.subarray(0, numbered(2).length), 0n, aborted, roomy())).toEqual({ records: [], next: 2n });
});

test('of ten thousand headers the first hundred are read, and one named __proto__ is a header', () => {
  const headers = new Map([[Buffer.from('__proto__'), Buffer.from('x')]]);
  for (let header = 0; header < 10_000; header++) headers.set(Buffer.from(`h${header}`), Buffer.from('x'));
  const { records } = readRecordSet(batchOf([message('v', { headers })]), 0n, [], roomy());
  expect(Object.keys(records[0]?.headers ?? {})).toHaveLength(100);
  expect(Object.keys(records[0]?.headers ?? {})[0]).toBe('__proto__');
});
