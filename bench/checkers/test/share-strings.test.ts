import { expect, test } from 'vitest';
import { createStringSharer } from '../share-strings.ts';
import { smallLog } from '../testing/small.ts';

test('Sharing strings changes nothing that can be read', () => {
  const evidence = smallLog();
  expect(createStringSharer()(structuredClone(evidence))).toEqual(evidence);
});
