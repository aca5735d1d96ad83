import { expect, test } from 'vitest';
import { inTurn } from './bare.ts';

test('every node is asked first in its turn', () => {
  const turns = inTurn(['a', 'b', 'c'], 1);
  expect([turns.next(), turns.next(), turns.next()].map(([first]) => first)).toEqual(['b', 'c', 'a']);
});

test('a node that was silent is left for the last of the list, however often the turn comes to it', () => {
  const turns = inTurn(['a', 'b', 'c']);
  turns.leaveForLast('a');
  for (let n = 0; n < 6; n++) expect(turns.next().at(-1)).toBe('a');
});

test('where all were silent the one is asked first that was so the longest ago, and nobody is left out', () => {
  const turns = inTurn(['a', 'b', 'c']);
  for (const node of ['b', 'a', 'c', 'b', 'elsewhere']) turns.leaveForLast(node);
  expect(turns.next()).toEqual(['a', 'c', 'b']);
});
