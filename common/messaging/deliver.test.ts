import { expect, test } from 'vitest';
import { StoreUnavailable } from '../store/store.ts';
import { type Delivery, deliver } from './deliver.ts';

/** A consumer that applies texts; `broken` says which ones its handler does not bear. */
function consumer(broken: (text: string, attempt: number) => Error | null = () => null) {
  const applied: string[] = [];
  const parked: Record<string, string> = {};
  const attempts: Record<string, number> = {};
  const delivery: Omit<Delivery<string, { id: string }>, 'batch'> = {
    read: (raw) => {
      if (raw.startsWith('garbage')) throw new SyntaxError('Unexpected token');
      return { event: { id: raw }, position: 'queue' };
    },
    async handle(messages) {
      for (const { event } of messages) {
        attempts[event.id] = (attempts[event.id] ?? 0) + 1;
        const error = broken(event.id, attempts[event.id] as number);
        if (error) throw error;
      }
      applied.push(...messages.map(({ event }) => event.id));
    },
    park: async (raw, reason) => void (parked[raw] = reason),
    retry: { attempts: 3, waitMs: 1 },
    goOn: () => true,
  };
  return { applied, parked, attempts, delivery };
}

test('a good batch is handled at once', async () => {
  const { applied, attempts, delivery } = consumer();
  await deliver({ ...delivery, batch: ['a', 'b', 'c'] });
  expect(applied).toEqual(['a', 'b', 'c']);
  expect(attempts).toEqual({ a: 1, b: 1, c: 1 });
});

test('a bad message is parked after its tries and holds back none of its neighbours', async () => {
  const { applied, parked, attempts, delivery } = consumer((text) => (text === 'bad' ? new Error('too big') : null));
  await deliver({ ...delivery, batch: ['a', 'bad', 'c'] });
  expect(applied).toEqual(['a', 'c']);
  expect(parked).toEqual({ bad: 'handler failed: too big' });
  expect(attempts['bad']).toBe(4); // once in the batch, three times alone
});

test('a message that cannot be read is parked at once with the reason', async () => {
  const { applied, parked, delivery } = consumer();
  await deliver({ ...delivery, batch: ['a', 'garbage', 'c'] });
  expect(applied).toEqual(['a', 'c']);
  expect(parked).toEqual({ garbage: 'unreadable: Unexpected token' });
});

test.each([SyntaxError, TypeError, RangeError, ReferenceError])(
  'a %o in a handler does not reach the client library',
  async (Kind) => {
    const { parked, delivery } = consumer(() => new Kind('bug'));
    await deliver({ ...delivery, batch: ['a'] });
    expect(parked).toEqual({ a: 'handler failed: bug' });
  },
);

test('a message that succeeds on its second try is not parked', async () => {
  const { applied, parked, delivery } = consumer((_, attempt) => (attempt < 2 ? new Error('not yet') : null));
  await deliver({ ...delivery, batch: ['a'] });
  expect([applied, parked]).toEqual([['a'], {}]);
});

test('a store that cannot write parks nothing, however long it lasts', async () => {
  const { applied, parked, delivery } = consumer((_, attempt) =>
    attempt < 20 ? new StoreUnavailable('locked') : null,
  );
  await deliver({ ...delivery, batch: ['a', 'b'] });
  expect([applied, parked]).toEqual([['a', 'b'], {}]);
});

test('without dead letters a bad message is tried until it is given up with its batch', async () => {
  const { parked, attempts, delivery } = consumer(() => new Error('never'));
  const patient = { attempts: Number.POSITIVE_INFINITY, waitMs: 0 };
  const goOn = () => (attempts['a'] ?? 0) < 10;
  await expect(deliver({ ...delivery, batch: ['a'], retry: patient, goOn })).rejects.toThrow('Interrupted');
  expect(parked).toEqual({});
});

test('a batch that no longer belongs to this consumer is not acknowledged', async () => {
  const { applied, delivery } = consumer();
  await expect(deliver({ ...delivery, batch: ['a'], goOn: () => false })).rejects.toThrow('Interrupted');
  expect(applied).toEqual([]);
});

test('when parking fails, nothing of the batch is acknowledged', async () => {
  const { delivery } = consumer(() => new Error('bad'));
  const park = () => Promise.reject(new Error('broker away'));
  await expect(deliver({ ...delivery, batch: ['a'], park })).rejects.toThrow('broker away');
});

test('the broker hears between messages that this consumer is alive', async () => {
  const { delivery } = consumer((text) => (text === 'bad' ? new Error('bad') : null));
  let beats = 0;
  await deliver({ ...delivery, batch: ['a', 'bad', 'c'], alive: async () => void beats++ });
  expect(beats).toBe(3);
});
