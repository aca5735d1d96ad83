import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { readTarget } from './request-target.ts';

const request = (url: string, headers: { host?: string } = { host: 'lab' }, httpVersion = '1.1') =>
  ({ url, httpVersion, headers }) as IncomingMessage;

test.each([
  ['/orders', '/orders', ''],
  ['/orders?limit=1&x=/?', '/orders', 'limit=1&x=/?'],
  ['/', '/', ''],
  ['*', '*', ''],
  ['/orders/', '/orders/', ''],
  ['/ORDERS', '/ORDERS', ''],
  ['//orders', '//orders', ''],
  ['/%6frders', '/%6frders', ''],
  ['/./orders', '/./orders', ''],
  ['/\\orders', '/\\orders', ''],
])('the target %s has the path %s: no spelling becomes another', (url, path, search) => {
  expect(readTarget(request(url))).toEqual({ path, search });
});

test.each([
  ['http://127.0.0.1:4100/orders?limit=1', '/orders', 'limit=1', '127.0.0.1:4100'],
  ['HTTP://lab/orders', '/orders', '', 'lab'],
  ['https://lab', '/', '', 'lab'],
  ['http://lab?x', '/', 'x', 'lab'],
  ['http://lab//orders', '//orders', '', 'lab'],
])('of the URI %s the path is asked for at the host that it names', (url, path, search, host) => {
  const asked = request(url, { host: 'other' });
  expect(readTarget(asked)).toEqual({ path, search });
  expect([asked.url, asked.headers.host]).toEqual([search ? `${path}?${search}` : path, host]);
});

test.each([
  '/orders#',
  '/orders#/x',
  '/orders\u00a0',
  '/orders\ufeff',
  '/orders\t',
  '/or ders',
  'orders',
  '',
  '\\orders',
  'ftp://lab/orders',
  'http://ada@lab/orders',
  'http:///orders',
  'lab:80',
])('the target %j is refused', (url) => {
  expect(() => readTarget(request(url))).toThrow('The path is not valid.');
});

test('HTTP/1.1 needs a Host, HTTP/1.0 does not', () => {
  expect(() => readTarget(request('/', {}))).toThrow('HTTP/1.1 needs a Host header.');
  expect(readTarget(request('/', {}, '1.0'))).toEqual({ path: '/', search: '' });
});
