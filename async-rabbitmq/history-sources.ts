import { randomUUID } from 'node:crypto';
import { decodeEvent } from '../common/contracts/decode-event.ts';
import { DomainEvent } from '../common/contracts/events.ts';
import type { HistoryRead, HistorySource, Running } from '../common/mode.ts';
import { outboxPages, purgedFromOutboxes, sentMessageIds } from '../common/operator/store-reader.ts';
import { type OperatorChannel, openChannel } from './operate/connect.ts';
import { streamOf, type Topology } from './topology.ts';

type Channel = OperatorChannel['channel'];
type Delivery = NonNullable<Parameters<Parameters<Channel['consume']>[1]>[0]>;
type OnBatch = Parameters<HistorySource['read']>[0];

const BATCH = 256;
const IDLE_MS = 10_000;
/** Type of the message that a reader puts behind everything there is, to know the end. Other readers skip it. */
const MARKER = 'end-of-history';

/**
 *   outboxes ──▶ default exchange ──▶ private queue ─────────▶ late comer      `outbox`
 *   order-events ── # ──────────────▶ stream, kept for ever ─▶ late comer      `stream`
 *
 * The live queues see nothing of either.
 */
export function historySources(running: Running & { brokerUrl: string }, topology: Topology): HistorySource[] {
  const { brokerUrl, dataFolder, settings } = running;
  const stream = streamOf(topology.exchange);
  return [
    {
      name: 'outbox',
      hands: 'events',
      what: 'the outboxes of the services are published to a private queue and consumed from there',
      loses:
        'whatever was purged from the outboxes: the broker itself has forgotten every message that was acknowledged; ' +
        'It needs the stores of all services, not only the broker',
      read: (onBatch) =>
        withChannels(brokerUrl, 2, async ([reading, writing]) => {
          const gaps = (await purgedFromOutboxes(dataFolder, topology.shape)).map(
            ({ store, purged, written }) => `${purged} of ${written} events were purged from the outbox of ${store}`,
          );
          if (settings.LAB_WITHOUT.includes('outbox')) gaps.push('the outbox is switched off: no event was stored');
          const { queue } = await reading.channel.assertQueue('', { exclusive: true });
          const reader = createReader(onBatch);
          const end = randomUUID();
          let published = 0;
          const write = async () => {
            for await (const page of outboxPages(dataFolder, topology.shape, 'all')) {
              published += page.length;
              await writing.send(
                page.map(({ messageId, type, body }) => toQueue(queue, Buffer.from(body), { messageId, type })),
              );
            }
            await writing.send([markerTo(queue, end)]);
          };
          await Promise.all([readUntil(end, reading.channel, queue, {}, reader.take), write()]);
          const { records, unreadable } = reader;
          if (records < published) gaps.push(`the broker delivered ${records} of ${published} messages`);
          return { records, requests: 0, gaps, unreadable } satisfies HistoryRead;
        }),
    },
    {
      name: 'stream',
      hands: 'events',
      what: 'a RabbitMQ stream, bound to the exchange beside the queues, is consumed from its first offset',
      loses: 'what was published before the stream was declared',
      prepare: () =>
        withChannels(brokerUrl, 1, async ([{ channel }]) => {
          await channel.assertQueue(stream, { durable: true, arguments: { 'x-queue-type': 'stream' } });
          await channel.bindQueue(stream, topology.exchange, '#');
        }),
      read: (onBatch) =>
        withChannels(brokerUrl, 2, async ([reading, writing]) => {
          await reading.channel.checkQueue(stream).catch((cause: unknown) => {
            throw new Error(`There is no stream ${stream}. Call prepare() before the orders are placed.`, { cause });
          });
          const missing = new Set(await sentMessageIds(dataFolder, topology.shape));
          const reader = createReader(onBatch);
          const end = randomUUID();
          // The count that the broker tells of a stream is seconds old: a marker behind everything confirmed is exact.
          await writing.send([markerTo(stream, end)]);
          const oldest = await readUntil(end, reading.channel, stream, { 'x-stream-offset': 'first' }, (messages) => {
            for (const { properties } of messages) missing.delete(String(properties.messageId));
            reader.take(messages);
          });
          const firstOffset = Number(oldest.properties.headers?.['x-stream-offset']);
          const { records, unreadable } = reader;
          const removed =
            firstOffset > 0 ? [`retention removed everything before offset ${firstOffset} of the stream`] : [];
          const gaps = [...removed];
          if (missing.size > 0) gaps.push(`${missing.size} events that the services sent are not in the stream`);
          return { records, requests: 0, gaps, removed, unreadable } satisfies HistoryRead;
        }),
    },
  ];
}

/** Decodes what is delivered and hands over the events. */
function createReader(onBatch: OnBatch) {
  const reader = {
    records: 0,
    unreadable: [] as string[],
    take: (messages: readonly Delivery[]): void => {
      reader.records += messages.length;
      onBatch(
        messages.flatMap(({ content, properties }) => {
          try {
            return [decodeEvent(DomainEvent, content)];
          } catch (error) {
            reader.unreadable.push(`message ${properties.messageId ?? 'without id'}: ${(error as Error).message}`);
            return [];
          }
        }),
      );
    },
  };
  return reader;
}

/**
 * Consumes up to the marker `end` and acknowledges each batch after `take` returned; a stream wants a prefetch, too.
 * Resolves with the very first message, which may be a marker.
 */
async function readUntil(
  end: string,
  channel: Channel,
  queue: string,
  consumerArguments: Record<string, string>,
  take: (messages: readonly Delivery[]) => void,
): Promise<Delivery> {
  const { promise, resolve, reject } = Promise.withResolvers<Delivery>();
  const patience = setTimeout(() => reject(new Error(`${queue} delivered nothing for ${IDLE_MS} ms.`)), IDLE_MS);
  channel.once('close', () => reject(new Error(`The connection was lost while ${queue} was read.`)));
  let batch: Delivery[] = [];
  let first: Delivery | null = null;
  let over = false;
  const onMessage = (message: Delivery | null) => {
    if (over) return;
    if (!message) return reject(new Error(`The broker ended the reading of ${queue}.`));
    patience.refresh();
    first ??= message;
    over = message.properties.messageId === end;
    if (message.properties.type !== MARKER) batch.push(message);
    if (!over && batch.length < BATCH) return;
    try {
      if (batch.length > 0) take(batch);
      batch = [];
      channel.ack(message, true); // and everything before it
      if (over) resolve(first);
    } catch (error) {
      over = true;
      reject(error as Error);
    }
  };
  try {
    await channel.prefetch(2 * BATCH);
    await channel.consume(queue, onMessage, { arguments: consumerArguments });
    return await promise;
  } finally {
    clearTimeout(patience);
  }
}

const toQueue = (routingKey: string, body: Buffer, options: { messageId: string; type: string }) => ({
  exchange: '',
  routingKey,
  body,
  options: { ...options, mandatory: true },
});

const markerTo = (queue: string, messageId: string) => toQueue(queue, Buffer.alloc(0), { messageId, type: MARKER });

/** Fresh connections, closed afterwards; one for each direction, so that an alarm cannot hold up acknowledgements. */
async function withChannels<Result>(
  brokerUrl: string,
  count: 1 | 2,
  work: (channels: [OperatorChannel, OperatorChannel]) => Promise<Result>,
): Promise<Result> {
  const open: OperatorChannel[] = [];
  try {
    while (open.length < count) open.push(await openChannel(brokerUrl));
    return await work(open as [OperatorChannel, OperatorChannel]);
  } finally {
    await Promise.all(open.map(({ close }) => close().catch(() => {})));
  }
}
