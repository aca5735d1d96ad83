import { expect, test } from 'vitest';
import { readSettings } from '../../common/base/config.ts';
import { modes } from '../modes.ts';
import { inventoryLinkOf, isOurs, timesTheDelay } from './inventory-link.ts';

const settings = readSettings({ LAB_DATA_DIR: '.', LAB_POOL_SIZE: '7' });
const linkOf = (is: (mode: (typeof modes)[number]) => boolean) => {
  const mode = modes.find(is);
  return mode ? inventoryLinkOf(mode, settings) : expect.unreachable();
};

test('a call crosses the link of inventory once, so does an order pushed to it; a pulled one crosses it twice', () => {
  expect(timesTheDelay(linkOf(({ broker }) => broker === null).crossings)).toBe(1);
  expect(timesTheDelay(linkOf(({ broker }) => broker?.delivery === 'pushed').crossings)).toBe(1);
  expect(timesTheDelay(linkOf(({ broker }) => broker?.delivery === 'pulled').crossings)).toBe(2);
});

test('the wait for a confirmation is ours, that for a delivery or a fetch is not', () => {
  const { crossings } = linkOf(({ broker }) => broker?.delivery === 'pulled');
  expect(crossings.filter(isOurs).map(({ kind }) => kind)).toEqual(['confirm']);
  expect(crossings.filter((each) => !isOurs(each)).map(({ kind }) => kind)).toEqual(['delivery', 'fetch']);
});

test('calls at once are those of the pool in force', () => {
  expect(linkOf(({ broker }) => broker === null).calls?.atOnce).toBe(7);
  expect(linkOf(({ broker }) => broker !== null).calls).toBeNull();
});
