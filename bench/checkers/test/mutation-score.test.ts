import { expect, test } from 'vitest';
import { checkers } from '../all.ts';
import { corruptions } from '../testing/corruptions.ts';
import { goodHistory } from '../testing/good-history.ts';
import { mutationScore } from '../testing/mutation-score.ts';

test('Every check flags at least 40 corruptions and finds 1,000 good histories good', { timeout: 120_000 }, () => {
  const scores = mutationScore();
  expect(scores.flatMap(({ check, misses }) => misses.map((miss) => `${check}: ${miss}`))).toEqual([]);
  for (const { corruptions: tried, flagged } of scores) {
    expect(tried).toBeGreaterThanOrEqual(40);
    expect(flagged).toBe(tried);
  }
});

test('Every check has corruptions of several kinds', () => {
  expect([...corruptions.keys()]).toEqual([...checkers.keys()]);
  for (const kinds of corruptions.values()) expect(kinds.length).toBeGreaterThanOrEqual(3);
});

test('A seed gives the same history again', () => {
  expect(goodHistory({ seed: 7 })).toEqual(goodHistory({ seed: 7 }));
  expect(goodHistory({ seed: 7 })).not.toEqual(goodHistory({ seed: 8 }));
});

test('Good histories have something of everything', () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 60; seed++) {
    const { mode, fault, history, final } = goodHistory({ seed });
    seen.add(mode.name).add(fault);
    for (const { f, type } of history) seen.add(`${f} ${type}`);
    for (const { status, reason } of final?.orders ?? []) seen.add(status).add(reason ?? 'no reason');
    for (const { kind } of final?.notifications ?? []) seen.add(kind);
    for (const { kind } of final?.movements ?? []) seen.add(kind);
    if (final?.parked.some(({ orderId }) => orderId !== null)) seen.add('parked order');
  }
  const wanted = [
    'sync-rest',
    'async-rabbitmq',
    'streaming-kafka',
    'none',
    'poison',
    'redeliver',
    'confirmed',
    'failed',
  ];
  wanted.push('rejected', 'pending', 'parked order', 'out-of-stock', 'unknown-sku', 'inventory-timeout', 'low-stock');
  wanted.push('set', 'reserve', 'release', 'redrive ok', 'digest ok', 'fault ok', 'read-order ok', 'redeliver ok');
  wanted.push(
    'place-order ok',
    'place-order fail',
    'place-order info',
    'poison ok',
    'poison fail',
    'write ok',
    'write fail',
    'write info',
  );
  expect(wanted.filter((thing) => !seen.has(thing))).toEqual([]);
});
