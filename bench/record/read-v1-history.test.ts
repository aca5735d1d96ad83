import { expect, test } from 'vitest';
import { type FinalReadsV1, withRoles } from './read-v1-history.ts';

const position = { topic: 't', partition: 0, low: 0, end: 1, committed: 1 };
const parked = { messageId: null, orderId: null, reason: 'not JSON', body: '' };

test('whose a group, a store or a parked message is, stood in its name alone', () => {
  const final = withRoles({
    messages: [{ service: 'order-service', outbox: [], inbox: [] }],
    log: [{ group: 'run7.notification-service', ...position }],
    parked: [
      { consumer: 'lab.analytics-service', ...parked },
      { consumer: 'POST /send', ...parked },
    ],
  } as unknown as FinalReadsV1);
  expect(final.messages?.map(({ role }) => role)).toEqual(['orders']);
  expect(final.log?.map(({ role }) => role)).toEqual(['notifications']);
  expect(final.parked.map(({ role }) => role)).toEqual(['analytics', null]);
});

test('reads that say it stay as they are', () => {
  const said = { messages: null, log: [{ role: 'inventory', group: 'x', ...position }], parked: [] };
  expect(withRoles(said as unknown as FinalReadsV1)).toEqual(said);
});
