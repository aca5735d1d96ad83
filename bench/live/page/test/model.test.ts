import { expect, test } from 'vitest';
import type { LabEvent } from '../../protocol/events.ts';
import { Model, WINDOW_MS } from '../browser/model.ts';

const figures = (atMs: number): LabEvent => ({ kind: 'figures', atMs, lanes: {}, own: {} });

test('figures older than the charts show are forgotten', () => {
  const model = new Model();
  for (const atMs of [0, 1000, WINDOW_MS + 500]) model.apply(figures(atMs));
  expect(model.figures.map(({ atMs }) => atMs)).toEqual([1000, WINDOW_MS + 500]);
});

test('the communication log is bounded, its newest line first', () => {
  const model = new Model();
  const line = (what: string) =>
    ({ atMs: 1, from: 'client', to: 'orders', how: 'call', what, messageId: null, orderId: null, answer: '' }) as const;
  for (let n = 0; n < 50; n++) {
    model.apply({
      kind: 'log',
      atMs: n,
      lane: 'a',
      said: Array.from({ length: 50 }, (_, at) => line(`${n}.${at}`)),
      omitted: 1,
    });
  }
  expect(model.log.length).toBeLessThanOrEqual(600);
  expect(model.log[0]?.what).toBe('49.49');
  expect(model.omitted).toBe(50);
});

test('what a resumed stream tells is added to what was known', () => {
  const model = new Model();
  model.apply({ kind: 'notice', atMs: 1, lane: null, text: 'before' });
  model.greet({ kind: 'hello', atMs: 2, start: 'resumed', replay: false, picture: null });
  model.apply({ kind: 'notice', atMs: 3, lane: null, text: 'after' });
  expect(model.notices.map(({ text }) => text)).toEqual(['after', 'before']);
});

test('an order placed in several lanes is one placement with what each of them answered', () => {
  const model = new Model();
  const placed = (lane: string, phase: 'answered' | 'finished') =>
    ({
      kind: 'placed',
      atMs: 1,
      placement: 'p',
      lane,
      phase,
      orderId: lane,
      status: 201,
      body: '',
      tookMs: 1,
    }) as const;
  for (const lane of ['a', 'b'])
    for (const phase of ['answered', 'finished'] as const) model.apply(placed(lane, phase));
  expect(model.placements).toHaveLength(1);
  expect(Object.values(model.placements[0]?.lanes ?? {}).every(({ answered, finished }) => answered && finished)).toBe(
    true,
  );
});
