import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { DomainEvent } from '../contracts/events.ts';
import type { Store } from '../store/store.ts';
import { eventOf, placed } from '../testing/samples.ts';
import { scratch } from '../testing/scratch.ts';
import { createOutbox, type Outbox, type OutboxRow, outboxSchema } from './outbox.ts';
import { outboxPolicy } from './outbox-policy.ts';
import { createRelay } from './relay.ts';

const hooks = { beforePublish() {}, beforeMark() {}, failed() {} };
const newEvent = (orderId: string = randomUUID()) => ({
  type: 'OrderPlaced' as const,
  data: placed(undefined, orderId),
});
const add = (store: Store, outbox: Outbox, orderId?: string) =>
  store.transact((tx) => outbox.add(tx, [newEvent(orderId)]));
const empty = (outbox: Outbox) => vi.waitFor(() => expect(outbox.depth()).toBe(0), { timeout: 20_000, interval: 5 });
const bodyOf = ({ body }: OutboxRow) => JSON.parse(Buffer.from(body).toString()) as DomainEvent;

/** A broker that keeps what it took. */
function broker(confirm: (row: OutboxRow) => boolean = () => true) {
  const taken: OutboxRow[] = [];
  const publish = async (rows: OutboxRow[]) => {
    const confirmed = rows.filter(confirm);
    taken.push(...confirmed);
    return confirmed;
  };
  return { taken, publish };
}

test('events are published in the order of their transactions', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  const { taken, publish } = broker();
  await outbox.start(publish, hooks);
  const ids = Array.from({ length: 60 }, () => randomUUID());
  await Promise.all(ids.map((id) => add(it.store, outbox, id)));
  await empty(outbox);
  expect(taken.map(({ orderId }) => orderId)).toEqual(ids);
  await outbox.stop(100);
});

test('an event is a CloudEvent that tells what caused it', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  const { taken, publish } = broker();
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const causedBy = eventOf(placed(), { correlationid: 'root', traceparent });
  const event = newEvent();
  await it.store.transact((tx) => outbox.add(tx, [{ ...event, causedBy }]));
  await outbox.start(publish, hooks);
  await empty(outbox);
  const sent = DomainEvent.parse(bodyOf(taken[0] as OutboxRow));
  expect(sent).toMatchObject({
    subject: event.data.orderId,
    correlationid: 'root',
    causationid: causedBy.id,
    traceparent,
  });
  expect(taken[0]).toMatchObject({ messageId: sent.id, orderId: sent.subject });
  await outbox.stop(100);
});

test('nothing is published of a transaction that is undone', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  const { taken, publish } = broker();
  await outbox.start(publish, hooks);
  const undone = it.store.transact(async (tx) => {
    await outbox.add(tx, [newEvent()]);
    throw new Error('no');
  });
  await expect(undone).rejects.toThrow('no');
  await add(it.store, outbox);
  await empty(outbox);
  expect(taken).toHaveLength(1);
  await outbox.stop(100);
});

test('a publish that fails is repeated', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  const { taken, publish } = broker();
  const failures: unknown[] = [];
  let attempts = 0;
  const flaky = async (rows: OutboxRow[]) => {
    if (++attempts === 1) throw new Error('broker away');
    return publish(rows);
  };
  await outbox.start(flaky, { ...hooks, failed: (error) => failures.push(error) });
  await add(it.store, outbox);
  await empty(outbox);
  expect(taken).toHaveLength(1);
  expect(failures).toEqual([new Error('broker away')]);
  await outbox.stop(100);
});

test('a mark that fails is no mark: its batch is published again', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  const { taken, publish } = broker();
  await add(it.store, outbox);
  const failures: unknown[] = [];
  const beforeMark = () => {
    if (failures.length === 0) throw new Error('store away');
  };
  await outbox.start(publish, { ...hooks, beforeMark, failed: (error) => failures.push(error) });
  await empty(outbox);
  expect(failures).toEqual([new Error('store away')]);
  expect(taken).toHaveLength(2);
  await outbox.stop(100);
});

test('poll by sent_at, never by id > last: an unconfirmed row stays, although later ones are confirmed', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  const [first, second] = [randomUUID(), randomUUID()];
  let refusing = true;
  const { taken, publish } = broker(({ orderId }) => !refusing || orderId !== first);
  await add(it.store, outbox, first);
  await add(it.store, outbox, second);
  await outbox.start(publish, hooks);
  await vi.waitFor(() => expect(outbox.depth()).toBe(1));
  expect(taken.map(({ orderId }) => orderId)).toEqual([second]);
  refusing = false;
  await empty(outbox);
  expect(taken.map(({ orderId }) => orderId)).toEqual([second, first]);
  await outbox.stop(100);
});

test('it tells when the oldest event that waits was stored, and nothing once all are sent', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  expect(await outbox.oldestMs()).toBeNull();
  const before = Date.now();
  await add(it.store, outbox);
  const since = Date.now();
  await add(it.store, outbox);
  expect(await outbox.oldestMs()).toBeGreaterThanOrEqual(before);
  expect(await outbox.oldestMs()).toBeLessThanOrEqual(since);
  await outbox.start(broker().publish, hooks);
  await empty(outbox);
  expect(await outbox.oldestMs()).toBeNull();
  await outbox.stop(100);
});

test('events survive the end of the process', async () => {
  await using it = await scratch(outboxSchema);
  const before = createOutbox(it.store, 'order-service', []);
  const unreachable = () => Promise.reject(new Error('broker away'));
  await before.start(unreachable, hooks);
  await add(it.store, before);
  await add(it.store, before);
  expect(await before.stop(20)).toBe(2);
  const after = createOutbox(await it.reopen(), 'order-service', []);
  const { taken, publish } = broker();
  await after.start(publish, hooks);
  expect(after.depth()).toBe(2);
  await empty(after);
  expect(taken).toHaveLength(2);
  await after.stop(100);
});

test('switched off, events live in memory only', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', ['outbox']);
  await add(it.store, outbox);
  expect(await it.store.reader.all('SELECT * FROM outbox')).toEqual([]);
  const { taken, publish } = broker();
  await outbox.start(publish, hooks);
  await empty(outbox);
  expect(taken).toHaveLength(1);
  await outbox.stop(100);
  const next = createOutbox(await it.reopen(), 'order-service', ['outbox']);
  await next.start(publish, hooks);
  expect(next.depth()).toBe(0);
  await next.stop(100);
});

test('a backlog of more than one batch is drained, with one batch under way at a time', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  await it.store.transact(async (tx) => {
    await outbox.add(
      tx,
      Array.from({ length: 1100 }, () => newEvent()),
    );
  });
  const batches: number[] = [];
  let underWay = 0;
  await outbox.start(async (rows) => {
    expect(++underWay).toBe(1);
    await new Promise((next) => setImmediate(next));
    underWay--;
    batches.push(rows.length);
    return rows;
  }, hooks);
  await empty(outbox);
  expect(batches).toEqual([500, 500, 100]);
  await outbox.stop(100);
});

/** A broker that confirms when it is told to; what it was handed over, batch by batch. */
function slowBroker() {
  const batches: OutboxRow[][] = [];
  const confirms: { confirm(): void; lose(): void }[] = [];
  const publish = (rows: OutboxRow[]) =>
    new Promise<OutboxRow[]>((resolve, reject) => {
      batches.push(rows);
      confirms.push({ confirm: () => resolve(rows), lose: () => reject(new Error('connection lost')) });
    });
  const orders = () => batches.map((rows) => rows.map(({ orderId }) => orderId));
  return { batches, confirms, publish, orders };
}

const handedOver = (batches: readonly unknown[], count: number) =>
  vi.waitFor(() => expect(batches).toHaveLength(count), { timeout: 20_000, interval: 5 });
const marked = (store: Store) => store.reader.all<{ seq: number }>('SELECT seq FROM outbox WHERE sent_at IS NOT NULL');

function gatherFor(ms: number): void {
  const before = outboxPolicy.gatherMs;
  outboxPolicy.gatherMs = ms;
  onTestFinished(() => void (outboxPolicy.gatherMs = before));
}

test('with a window several batches wait for their confirms, in order; a row is marked only after its own', async () => {
  gatherFor(60_000);
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  const { batches, confirms, publish, orders } = slowBroker();
  await outbox.start(publish, hooks, 3);
  const ids = Array.from({ length: 5 }, () => randomUUID());
  for (const [nth, id] of ids.entries()) {
    await add(it.store, outbox, id);
    await handedOver(batches, Math.min(nth + 1, 3));
  }
  expect(orders()).toEqual([[ids[0]], [ids[1]], [ids[2]]]);
  expect(await marked(it.store)).toEqual([]);
  confirms[1]?.confirm();
  await handedOver(batches, 4);
  expect(orders()[3]).toEqual([ids[3], ids[4]]); // gathered meanwhile
  expect(await marked(it.store)).toEqual([{ seq: 2 }]);
  for (const { confirm } of confirms) confirm();
  await empty(outbox);
  expect(batches).toHaveLength(4);
  await outbox.stop(100);
});

test('where confirms take their time a full window holds nobody up: one more batch is handed over after a moment, each in its order', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  const { batches, confirms, publish, orders } = slowBroker();
  await outbox.start(publish, hooks, 2);
  const ids = Array.from({ length: 7 }, () => randomUUID());
  for (const [nth, id] of ids.entries()) {
    await add(it.store, outbox, id);
    await handedOver(batches, nth + 1);
  }
  expect(orders().flat()).toEqual(ids);
  expect(await marked(it.store)).toEqual([]);
  confirms[4]?.confirm();
  await vi.waitFor(async () => expect(await marked(it.store)).toEqual([{ seq: 5 }]));
  for (const { confirm } of confirms) confirm();
  await empty(outbox);
  expect(batches).toHaveLength(ids.length);
  await outbox.stop(100);
});

test('nor does it when the moment comes just after it was found not to have come', async () => {
  const { batch, gatherMs } = outboxPolicy;
  outboxPolicy.batch = 1;
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += gatherMs / 2));
  onTestFinished(() => {
    outboxPolicy.batch = batch;
    clock.mockRestore();
  });
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  const { batches, confirms, publish } = slowBroker();
  await it.store.transact((tx) => outbox.add(tx, [newEvent(), newEvent(), newEvent(), newEvent(), newEvent()]));
  await outbox.start(publish, hooks, 2);
  await handedOver(batches, 5);
  for (const { confirm } of confirms) confirm();
  await empty(outbox);
  await outbox.stop(100);
});

test('one batch at a time stays one, however long its confirm takes', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  const { batches, confirms, publish } = slowBroker();
  await outbox.start(publish, hooks);
  await add(it.store, outbox);
  await handedOver(batches, 1);
  await add(it.store, outbox);
  await setTimeout(5 * outboxPolicy.gatherMs);
  expect(batches).toHaveLength(1);
  confirms[0]?.confirm();
  await handedOver(batches, 2);
  confirms[1]?.confirm();
  await empty(outbox);
  await outbox.stop(100);
});

test('no event of an order is handed over while another one of that order is under way', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  const { batches, confirms, publish, orders } = slowBroker();
  await outbox.start(publish, hooks, 8);
  const [one, other] = [randomUUID(), randomUUID()];
  await add(it.store, outbox, one);
  await handedOver(batches, 1);
  await it.store.transact((tx) => outbox.add(tx, [newEvent(other), newEvent(one), newEvent()]));
  await handedOver(batches, 2);
  expect(orders()).toEqual([[one], [other]]);
  confirms[1]?.confirm();
  await vi.waitFor(() => expect(outbox.depth()).toBe(3));
  expect(batches).toHaveLength(2);
  confirms[0]?.confirm();
  await handedOver(batches, 3);
  expect(orders()[2]?.[0]).toBe(one);
  confirms[2]?.confirm();
  await empty(outbox);
  await outbox.stop(100);
});

test('when the fate of one batch is not known, all that is unconfirmed is published again, in its order', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  const { batches, confirms, publish, orders } = slowBroker();
  const failures: unknown[] = [];
  await outbox.start(publish, { ...hooks, failed: (error) => failures.push(error) }, 3);
  const ids = Array.from({ length: 3 }, () => randomUUID());
  for (const [nth, id] of ids.entries()) {
    await add(it.store, outbox, id);
    await handedOver(batches, nth + 1);
  }
  confirms[0]?.lose();
  confirms[2]?.lose();
  await add(it.store, outbox, ids[0]);
  expect(batches).toHaveLength(3); // the second one may still be confirmed: nothing passes it
  confirms[1]?.confirm();
  await handedOver(batches, 4);
  expect(failures).toEqual([new Error('connection lost')]);
  expect(orders()[3]).toEqual([ids[0], ids[2], ids[0]]);
  confirms[3]?.confirm();
  await empty(outbox);
  await outbox.stop(100);
});

test('what was read while a batch failed does not pass it', async () => {
  const rowOf = (seq: number): OutboxRow => {
    return { seq, messageId: `${seq}`, type: 'OrderPlaced', orderId: 'one', body: Buffer.from('{}') };
  };
  const unsent = [rowOf(1), rowOf(2)];
  let waiting = 0;
  let read = () => {};
  const source = {
    unsent: async (behind: number) => {
      if (behind > 0) {
        waiting++;
        await new Promise<void>((resolve) => (read = resolve));
      }
      return unsent.filter(({ seq }) => seq > behind).slice(0, 1);
    },
    markSent: async ([row]: OutboxRow[]) => void unsent.splice(unsent.indexOf(row as OutboxRow), 1),
    depth: () => unsent.length,
  };
  const { batches, confirms, publish } = slowBroker();
  const relay = createRelay(source, publish, hooks, 2);
  relay.wake();
  await vi.waitFor(() => expect([batches.length, waiting]).toEqual([1, 1]));
  confirms[0]?.lose();
  await new Promise((next) => setImmediate(next));
  read();
  await handedOver(batches, 2);
  expect(batches.map(([row]) => row?.seq)).toEqual([1, 1]);
  confirms[1]?.confirm();
  await vi.waitFor(() => expect(waiting).toBe(2));
  read();
  await handedOver(batches, 3);
  expect(batches[2]?.[0]?.seq).toBe(2);
  confirms[2]?.confirm();
  await vi.waitFor(() => expect(unsent).toEqual([]));
  read();
  await relay.stop(100);
});

test('rows that come in front of what is under way are not passed by those behind it', async () => {
  const rowOf = (seq: number): OutboxRow => ({
    seq,
    messageId: `m${seq}`,
    type: 'OrderPlaced',
    orderId: `o${seq}`,
    body: Buffer.of(),
  });
  const rows = [rowOf(2), rowOf(3)];
  const source = {
    unsent: async (behind: number) => rows.filter(({ seq }) => seq > behind).slice(0, 1),
    async markSent(sent: OutboxRow[]) {
      for (const row of sent) rows.splice(rows.indexOf(row), 1);
    },
    depth: () => rows.length,
  };
  const { batches, confirms, publish } = slowBroker();
  const relay = createRelay(source, publish, hooks, 2);
  relay.wake();
  await handedOver(batches, 2);
  rows.unshift(rowOf(1));
  rows.push(rowOf(4));
  relay.fromTheOldest();
  confirms[0]?.confirm();
  await vi.waitFor(() => expect(rows.map(({ seq }) => seq)).toEqual([1, 3, 4]));
  await new Promise((next) => setImmediate(next));
  confirms[1]?.confirm();
  await handedOver(batches, 4);
  expect(batches.map(([row]) => row?.seq)).toEqual([2, 3, 1, 4]);
  for (const at of [2, 3]) confirms[at]?.confirm();
  await vi.waitFor(() => expect(rows).toEqual([]));
  await relay.stop(100);
});

test('stopping publishes what is left', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  const { taken, publish } = broker();
  await outbox.start(publish, hooks);
  await Promise.all(Array.from({ length: 20 }, () => add(it.store, outbox)));
  expect(await outbox.stop(2000)).toBe(0);
  expect(taken).toHaveLength(20);
});

test('no more are wanted while they come faster than they leave; they are while the broker takes none, or fewer wait', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  const addMany = (count: number) => Promise.all(Array.from({ length: count }, () => add(it.store, outbox)));
  await addMany(2600);
  const said: (string | null)[] = [];
  let batches = 0;
  const publish = async (rows: OutboxRow[]) => {
    said.push(outbox.whyFull(10_000));
    batches++;
    if (batches === 1) throw new Error('the broker is gone');
    if (batches <= 4) await addMany(rows.length + 20); // faster than they leave
    return rows;
  };
  await outbox.start(publish, hooks);
  await empty(outbox);
  expect(said.slice(0, 3)).toEqual([null, null, null]); // before, after a failure, and with nothing to compare with
  expect(said.slice(3, 5)).toEqual([
    expect.stringMatching(/^Orders come faster/),
    expect.stringMatching(/^Orders come/),
  ]);
  expect(said.slice(5)).toEqual(said.slice(5).map(() => null));
  expect(outbox.whyFull(0)).toBe('0 orders still wait to be handed over.');
  await outbox.stop(100);
});

test('no batch is larger than a partition takes, and none is empty', async () => {
  await using it = await scratch(outboxSchema);
  const outbox = createOutbox(it.store, 'order-service', []);
  const sizes = [...Array.from({ length: 300 }, () => 9000), 900_000, 10];
  await it.store.transact(async (tx) => {
    for (const size of sizes) {
      const insert = 'INSERT INTO outbox (message_id, type, order_id, body) VALUES (?, ?, ?, ?)';
      await tx.run(insert, randomUUID(), 'OrderPlaced', randomUUID(), Buffer.alloc(size));
    }
  });
  const batches: number[][] = [];
  const publish = async (rows: OutboxRow[]) => {
    batches.push(rows.map(({ body }) => body.length));
    return rows;
  };
  await outbox.start(publish, hooks);
  await empty(outbox);
  expect(batches.flat()).toEqual(sizes);
  const bytes = batches.map((batch) => batch.reduce((sum, size) => sum + size, 0));
  expect(bytes.filter((sum) => sum > 820_000)).toEqual([900_000]);
  expect(batches.every((batch) => batch.length > 0)).toBe(true);
  await outbox.stop(100);
});
