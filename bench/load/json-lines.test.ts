import { expect, test } from 'vitest';
import { jsonLines } from './json-lines.ts';

test.each([
  ['', []],
  ['{"a":1}', [{ a: 1 }]],
  ['{"a":1}\n', [{ a: 1 }]],
  ['{"a":"é"}\n\n{"b":"😀"}\n', [{ a: 'é' }, { b: '😀' }]],
])('%j is taken line by line, empty lines left out', (text, values) => {
  expect(jsonLines(Buffer.from(text))).toEqual(values);
});
