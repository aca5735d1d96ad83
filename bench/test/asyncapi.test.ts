import { Parser } from '@asyncapi/parser';
import { expect, test } from 'vitest';
import { readSettings } from '../../common/base/config.ts';
import { modeNamed, modes } from '../modes.ts';

const settings = readSettings({ LAB_DATA_DIR: '.', LAB_NAMESPACE: 'test.' });
const eventModes = modes.filter(({ medium }) => medium.kind !== 'calls');
const events = ['InventoryFailed', 'InventoryReserved', 'NotificationSent', 'OrderPlaced'];

test.each(eventModes)(
  '$name: the document is valid AsyncAPI, has every event, and a dead-letter place per consumer',
  async (mode) => {
    const { document, diagnostics } = await new Parser().parse(JSON.stringify(mode.asyncapi?.(settings)));
    expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([]);
    const operations = document?.operations().all() ?? [];
    const sent = operations.filter((operation) => operation.action() === 'send');
    const namesOf = (some: typeof sent) =>
      some.flatMap((operation) =>
        operation
          .messages()
          .all()
          .map((message) => message.name()),
      );
    expect(new Set(namesOf(sent))).toEqual(new Set([...events, 'DeadLetter']));
    const consumers = mode.services.length;
    expect(namesOf(sent).filter((name) => name === 'DeadLetter')).toHaveLength(consumers);
    const addresses =
      document
        ?.channels()
        .all()
        .map((channel) => channel.address()) ?? [];
    expect(addresses.filter((address) => /^test\..*dead-letters$/.test(String(address)))).toHaveLength(consumers);
  },
);

test('a mode without events has no such document', () => {
  expect(modeNamed('sync-rest').asyncapi).toBeUndefined();
});
