import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventOf } from '../testing/samples.ts';
import { encodeEvent } from './encode-event.ts';

test('an event is encoded as JSON.stringify would', () => {
  const anyText = fc.string({ unit: 'binary', minLength: 1 });
  fc.assert(
    fc.property(anyText, fc.option(anyText, { nil: undefined }), anyText, (correlationid, causationid, name) => {
      const data = { ...eventOf().data, customer: { name, email: 'ada@lab.example' } };
      const { data: _, ...attributes } = eventOf();
      const event = { ...attributes, correlationid, ...(causationid !== undefined && { causationid }), data };
      expect(encodeEvent(event).toString()).toBe(JSON.stringify(event));
    }),
  );
});

test('a trace context is kept', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  expect(JSON.parse(encodeEvent({ ...eventOf(), traceparent }).toString())).toMatchObject({ traceparent });
});
