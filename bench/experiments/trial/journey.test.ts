import { expect, test } from 'vitest';
import type { Operation } from '../../record/history.ts';
import { countRequests, journeysOf } from './journey.ts';

const S = 1e6;
const line = (t: number, type: Operation['type'], value: Operation['value'] = null): Operation => ({
  i: 0,
  trial: 'some',
  process: 'client',
  f: 'place-order',
  type,
  key: 'k',
  t,
  value,
});
const final = {
  notifications: [{ orderId: 'o', kind: 'order-confirmed' as const, recordedMonotonicNs: 2 * S * 1000 }],
};

test('who asks again has waited since he asked first, though his order was complete before', () => {
  const asked = [
    line(1 * S, 'invoke'),
    line(4 * S, 'info', { error: 'timeout' }),
    line(4 * S, 'invoke'),
    line(5 * S, 'ok', { orderId: 'o' }),
  ];
  const journeys = journeysOf(asked, final);
  expect(journeys).toMatchObject([{ intended: 1 * S, answered: 5 * S, outcome: 'accepted', completed: 2 * S }]);
  expect(countRequests(journeys)).toMatchObject({ sent: 1, accepted: 1, timedOut: 0 });
});

test('what was accepted stays so, whatever comes of asking once more', () => {
  const asked = [
    line(1 * S, 'invoke'),
    line(2 * S, 'ok', { orderId: 'o' }),
    line(3 * S, 'invoke'),
    line(4 * S, 'info', { error: 'timeout' }),
  ];
  expect(journeysOf(asked, final)).toMatchObject([{ intended: 1 * S, answered: 2 * S, outcome: 'accepted' }]);
});
