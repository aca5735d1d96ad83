import { expect, test } from 'vitest';
import { refuseForeign } from './foreign-caller.ts';

const passes = (host: string | undefined, origin?: string, names: string[] = []) => {
  try {
    refuseForeign({ ...(host !== undefined && { host }), ...(origin !== undefined && { origin }) }, names);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ kind: 'foreign-caller' });
    return false;
  }
};

test.each([
  '127.0.0.1:4100',
  '127.0.0.1',
  '[::1]:4100',
  'localhost:4100',
  'order-service:8080',
  'lab.localhost',
  undefined,
])('a request to %s is answered', (host) => {
  expect(passes(host)).toBe(true);
});

test.each(['evil.example:4100', 'evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:80', 'a b', ''])(
  'a request to the name %j, which a web page may have made point to us, is refused',
  (host) => {
    expect(passes(host)).toBe(false);
  },
);

test('a name that is listed as ours passes, and one that contains it does not', () => {
  expect(passes('shop.example:443', undefined, ['shop.example'])).toBe(true);
  expect(passes('evil.shop.example', undefined, ['shop.example'])).toBe(false);
});

test.each(['http://evil.example', 'http://127.0.0.1:9999', 'https://localhost', 'null', ''])(
  'a web page of the origin %j is refused',
  (origin) => {
    expect(passes('127.0.0.1:4100', origin)).toBe(false);
  },
);

test('a page of our own passes', () => {
  expect(passes('127.0.0.1:4100', 'http://127.0.0.1:4100')).toBe(true);
});
