import { expect, test } from 'vitest';
import { newId } from '../base/new-id.ts';
import { idsIn } from './ids-in.ts';

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

test('ids are made out in a message, and the broker knows best which message it is', () => {
  const [orderId, correlationId, id, messageId] = [newId(), newId(), newId(), newId()];
  const body = bytes({ subject: orderId, correlationid: correlationId, id });
  expect(idsIn(body)).toEqual({ orderId, correlationId, messageId: id });
  expect(idsIn(body, messageId)).toEqual({ orderId, correlationId, messageId });
});

test('what a stranger wrote in place of an id is not for the log', () => {
  const address = 'ada@lab.example';
  expect(idsIn(bytes({ subject: address, correlationid: address, id: address }), address)).toEqual({});
  expect(idsIn(bytes(null), 7)).toEqual({});
  expect(idsIn(Buffer.from('{'))).toEqual({});
  expect(idsIn(null)).toEqual({});
});
