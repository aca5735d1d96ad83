import { expect, test } from 'vitest';
import { addressVia, targetOf } from './proxy.ts';

test.each([
  ['http://127.0.0.1:4100', { host: '127.0.0.1', port: 4100 }, 'http://127.0.0.1:9'],
  ['amqp://lab:s3cret@rabbit.example:5673', { host: 'rabbit.example', port: 5673 }, 'amqp://lab:s3cret@127.0.0.1:9'],
  ['amqp://lab:s3cret@rabbit.example/%2f', { host: 'rabbit.example', port: 5672 }, 'amqp://lab:s3cret@127.0.0.1:9/%2f'],
  ['kafka.example:9092,other.example:9092', { host: 'kafka.example', port: 9092 }, '127.0.0.1:9'],
])('%s is reached through a loopback port', (address, target, via) => {
  expect(targetOf(address)).toEqual(target);
  expect(addressVia(address, 9)).toBe(via);
});

test('an address without a port is refused, and its password is not repeated', () => {
  expect(() => targetOf('amqps://lab:s3cret@rabbit.example')).toThrow(/^expected an address with host and port, got/);
  expect(() => targetOf('amqps://lab:s3cret@rabbit.example')).not.toThrow(/s3cret/);
});
