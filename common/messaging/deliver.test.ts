import { expect, test } from 'vitest';
import { NotBegun } from '../base/limiter.ts';
import { StoreUnavailable } from '../store/store.ts';
import { type Delivery, deliver, tryAgain, tryOnce } from './deliver.ts';
import { Refused } from './refused.ts';

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
    park: async (unfit) => {
      for (const { raw, reason } of unfit) parked[raw] = reason;
    },
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

test('what its handler has not begun is given back at once: not tried again, not parked', async () => {
  const { applied, parked, attempts, delivery } = consumer(() => new NotBegun());
  await expect(deliver({ ...delivery, batch: ['a'] })).rejects.toBeInstanceOf(NotBegun);
  expect([applied, parked, attempts]).toEqual([[], {}, { a: 1 }]);
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
  expect(beats).toBeGreaterThanOrEqual(3);
});

test('a message that fails is tried again after its neighbours, and many that fail share one wait', async () => {
  const { applied, parked, attempts, delivery } = consumer((text) => (text.startsWith('bad') ? new Error('no') : null));
  const bad = Array.from({ length: 50 }, (_, nth) => `bad ${nth}`);
  const begun = performance.now();
  await deliver({ ...delivery, batch: [...bad, 'good'], retry: { attempts: 3, waitMs: 50 } });
  expect(performance.now() - begun).toBeLessThan(1000); // 50 × 2 waits of 50 ms one after the other would be 5 s
  expect(applied).toEqual(['good']);
  expect(Object.keys(parked)).toEqual(bad);
  expect(attempts['bad 0']).toBe(4);
});

test('what failed is handed back when its neighbours are done, for whoever wants to try it beside the next batch', async () => {
  const { applied, parked, delivery } = consumer((text, attempt) =>
    text === 'slow' && attempt < 4 ? new Error('not yet') : null,
  );
  const failed = await tryOnce({ ...delivery, batch: ['slow', 'a', 'b'] });
  expect(applied).toEqual(['a', 'b']);
  expect(failed.map(({ raw }) => raw)).toEqual(['slow']);
  await tryAgain({ ...delivery, batch: ['slow', 'a', 'b'] }, failed);
  expect([applied, parked]).toEqual([['a', 'b', 'slow'], {}]);
});

test('what its handler refuses is parked at once with the reason, and its neighbours are handled in one go', async () => {
  const groups: string[][] = [];
  const { parked, delivery } = consumer();
  const handle: typeof delivery.handle = async (messages) => {
    groups.push(messages.map(({ event }) => event.id));
    const reasons = new Map<(typeof messages)[number], string>();
    for (const message of messages) if (message.event.id.startsWith('foreign')) reasons.set(message, 'of nobody');
    if (reasons.size > 0) throw new Refused(reasons);
  };
  await deliver({ ...delivery, batch: ['a', 'foreign 1', 'b', 'foreign 2', 'garbage'], handle });
  expect(groups).toEqual([
    ['a', 'foreign 1', 'b', 'foreign 2'],
    ['a', 'b'],
  ]);
  expect(parked).toEqual({
    garbage: 'unreadable: Unexpected token',
    'foreign 1': 'refused: of nobody',
    'foreign 2': 'refused: of nobody',
  });
});

test('of two messages with one id the one that is refused is parked', async () => {
  const parked: number[] = [];
  const { delivery } = consumer();
  const handle: typeof delivery.handle = async (messages) => {
    const [first] = messages;
    if (first && messages.length > 1) throw new Refused(new Map([[first, 'the first of two']]));
  };
  const batch = ['same', 'same'];
  const read = (raw: string) => ({ event: { id: raw }, position: 'queue' });
  const park = async (unfit: readonly unknown[]) => void parked.push(unfit.length);
  await deliver({ ...delivery, batch, read, park, handle });
  expect(parked).toEqual([1]);
});

test('without dead letters what is refused is tried until it is given up with its batch', async () => {
  const { parked, delivery } = consumer();
  let tries = 0;
  const handle: typeof delivery.handle = async ([message]) => {
    tries++;
    if (message) throw new Refused(new Map([[message, 'of nobody']]));
  };
  const patient = { attempts: Number.POSITIVE_INFINITY, waitMs: 0 };
  const doomed = deliver({ ...delivery, batch: ['a'], handle, retry: patient, goOn: () => tries < 10 });
  await expect(doomed).rejects.toThrow('Interrupted');
  expect(parked).toEqual({});
});
