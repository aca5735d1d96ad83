import { expect, test } from 'vitest';
import { smallLog } from '../../checkers/testing/small.ts';
import { createStringSharer } from './stored-trials.ts';

test('Sharing strings changes nothing that can be read', () => {
  const evidence = smallLog();
  expect(createStringSharer()(structuredClone(evidence))).toEqual(evidence);
});
