import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { gatherWrites } from './gather-writes.ts';

/** Keeps what leaves it, one entry per system call that a socket would make. */
function recorder() {
  const left: string[] = [];
  const stream = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      left.push(String(chunk));
      done();
    },
    writev(chunks, done) {
      left.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
  });
  return { stream, left };
}
const nextTurn = () => new Promise((next) => setImmediate(next));

test('what is written in one turn of the event loop leaves together and in order', async () => {
  const { stream, left } = recorder();
  gatherWrites(stream);
  for (const text of ['a', 'b', 'c']) stream.write(text);
  await nextTurn();
  stream.write('d');
  await nextTurn();
  expect(left).toEqual(['abc', 'd']);
});

test('without it every write leaves alone', async () => {
  const { stream, left } = recorder();
  for (const text of ['a', 'b', 'c']) stream.write(text);
  await nextTurn();
  expect(left).toEqual(['a', 'b', 'c']);
});

test('nothing is kept back when the stream ends in the same turn', async () => {
  const { stream, left } = recorder();
  gatherWrites(stream);
  stream.write('a');
  stream.end('b');
  await nextTurn();
  expect(left.join('')).toBe('ab');
});
