import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import amqp, { type ChannelModel, type ConfirmChannel, type ConsumeMessage } from 'amqplib';
import { ConfigError, type Settings } from '../common/base/config.ts';
import { crashPoint } from '../common/base/crash-point.ts';
import { decodeEvent } from '../common/contracts/decode-event.ts';
import type { DomainEvent } from '../common/contracts/events.ts';
import { deliver } from '../common/messaging/deliver.ts';
import { gatherWrites } from '../common/messaging/gather-writes.ts';
import type { Message } from '../common/messaging/inbox.ts';
import { keepConnected, type Link, type Session } from '../common/messaging/keep-connected.ts';
import type { OutboxRow } from '../common/messaging/outbox.ts';
import { createThrottle } from '../common/messaging/throttle.ts';
import { idsIn } from '../common/observe/ids-in.ts';
import type { ServiceContext } from '../common/service/run-service.ts';
import { type Consumer, deadLettersOf, retryPolicy, type Topology, topologyOf } from './topology.ts';

const MAX_PARKED_BYTES = 64 * 1024;
const CLOSE_TIMEOUT_MS = 2000;

export interface Transport {
  topology: Topology;
  /** Resolves with the rows the broker has confirmed; throws when the outcome of the batch is not known. */
  publish(rows: OutboxRow[]): Promise<OutboxRow[]>;
  /** Hands over batches in the order of the queue. Acknowledges a batch after `handle` returned. */
  consume<Event extends DomainEvent>(consumer: Consumer<Event>, handle: Handle<Event>): void;
  /** Throws with the reason while the broker cannot be used. */
  ready(): Promise<void>;
  /** No new deliveries; resolves when those in hand are handled and acknowledged. */
  stopConsuming(): Promise<void>;
  close(): Promise<void>;
}

type Handle<Event> = (batch: readonly Message<Event>[]) => Promise<void>;

/** One message on its way to the broker. `mandatory` in its options: it must find a queue. */
interface Outgoing {
  exchange: string;
  routingKey: string;
  body: Buffer;
  options: amqp.Options.Publish;
}

interface Publisher {
  /** Why the broker takes nothing now; null when it does. */
  blocked: string | null;
  /** Whether each message is confirmed, in their order. Rejects when that cannot be known. */
  send(messages: Outgoing[]): Promise<boolean[]>;
}

export function createTransport({ settings, log, metrics }: ServiceContext): Transport {
  const topology = topologyOf(settings);
  const without = new Set(settings.LAB_WITHOUT);
  const url = checkedUrl(settings.AMQP_URL);
  const prepare = settings.LAB_TOPOLOGY === 'expect' ? lookFor : declare;
  const consumers: (Link<unknown> & { stop(): Promise<void> })[] = [];

  // A connection of its own: an alarm on the broker blocks publishers, and acknowledgements must still get through.
  const publishing = keepConnected(log, 'publish', () =>
    connect(url, settings, async (connection) => {
      const channel = await connection.createConfirmChannel();
      await prepare(channel, topology);
      const publisher = publisherOn(channel, settings);
      connection.on('blocked', (reason) => (publisher.blocked = reason));
      connection.on('unblocked', () => (publisher.blocked = null));
      return publisher;
    }),
  );

  async function send(messages: Outgoing[]): Promise<boolean[]> {
    const publisher = publishing.current();
    if (!publisher) throw new Error('not connected to the broker');
    if (publisher.blocked) throw new Error(`the broker blocks publishers: ${publisher.blocked}`);
    try {
      return await publisher.send(messages);
    } catch (error) {
      await publishing.drop(); // a late confirm must not meet the next batch
      throw error;
    }
  }

  async function park(queue: string, message: ConsumeMessage, reason: string): Promise<void> {
    const { messageId } = message.properties;
    const headers = { 'x-reason': reason.slice(0, 500), 'x-consumer': queue, 'x-parked-at': new Date().toISOString() };
    const options = { persistent: true, mandatory: true, messageId, headers };
    const body = message.content.subarray(0, MAX_PARKED_BYTES);
    const [confirmed] = await send([{ exchange: topology.deadLetterExchange, routingKey: queue, body, options }]);
    if (!confirmed) throw new Error(`The dead-letter queue of ${queue} did not take a message.`);
    metrics.parked.inc();
    log.warn({ ...idsIn(body, messageId), queue, reason }, 'message parked');
  }

  return {
    topology,
    async publish(rows) {
      const confirms = await send(
        rows.map(({ messageId, type, body }) => ({
          exchange: topology.exchange,
          routingKey: type,
          body: body as Buffer,
          options: {
            persistent: true,
            mandatory: topology.expected.has(type),
            messageId,
            type,
            contentType: 'application/json',
          },
        })),
      );
      const sent = rows.filter((_, index) => confirms[index]);
      metrics.published.inc(sent.length);
      return sent;
    },

    consume<Event extends DomainEvent>({ queue, accepts }: Consumer<Event>, handle: Handle<Event>) {
      let stop = async () => {};
      const link = keepConnected(log, `consume ${queue}`, () =>
        connect(url, settings, async (connection) => {
          const channel = await connection.createChannel();
          await prepare(channel, topology);
          await channel.prefetch(settings.LAB_PREFETCH);
          let waiting: ConsumeMessage[] = [];
          let working: Promise<void> | null = null;
          let open = true;
          const throttle = createThrottle(settings.LAB_CONSUME_PER_SECOND, settings.LAB_BATCH);
          const lost = () => {
            open = false;
            waiting = [];
            connection.close().catch(() => {});
          };
          channel.on('error', (error) => log.warn({ err: error, queue }, 'channel lost'));
          channel.once('close', lost);

          const workOff = async () => {
            while (open && waiting.length > 0) {
              const batch = waiting.splice(0, throttle.batch);
              const stopTimer = metrics.handlerSeconds.startTimer();
              await deliver({
                batch,
                read: (raw) => ({ event: decodeEvent(accepts, raw.content), position: queue }),
                handle,
                park: (raw, reason) => park(queue, raw, reason),
                retry: without.has('dead-letter')
                  ? { ...retryPolicy, attempts: Number.POSITIVE_INFINITY }
                  : retryPolicy,
                goOn: () => open,
              });
              stopTimer();
              metrics.handled.inc(batch.length);
              crashPoint(settings, 'before-ack');
              const last = batch.at(-1);
              if (open && last && !without.has('manual-ack')) channel.ack(last, true); // and everything before it
              metrics.inHand.set(waiting.length);
              await throttle.pause(batch.length);
            }
          };
          const deliveries = await channel.consume(
            queue,
            (message) => {
              if (message === null) return lost(); // the broker cancelled this consumer
              waiting.push(message);
              metrics.inHand.set(waiting.length);
              working ??= workOff()
                .catch((error: unknown) => {
                  log.error({ err: error, queue }, 'a batch was not handled and will be delivered again');
                  lost();
                })
                .finally(() => {
                  working = null;
                });
            },
            { noAck: without.has('manual-ack') },
          );
          stop = async () => {
            await channel.cancel(deliveries.consumerTag).catch(() => {});
            waiting = []; // not begun: they go back to the queue
            await working;
          };
          return channel;
        }),
      );
      consumers.push({ ...link, stop: () => stop() });
    },

    async ready() {
      if ([publishing, ...consumers].some((link) => !link.current())) throw new Error('not connected to the broker');
      if (publishing.current()?.blocked) throw new Error('the broker blocks publishers');
    },
    async stopConsuming() {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    },
    async close() {
      await Promise.all([publishing, ...consumers].map((link) => link.close()));
    },
  };
}

/** Publishes batches on one channel, one batch at a time, counting confirms. */
function publisherOn(
  channel: ConfirmChannel,
  settings: Pick<Settings, 'LAB_WITHOUT' | 'LAB_CONFIRM_TIMEOUT_MS'>,
): Publisher {
  const returned = new Set<string>();
  let lost: (error: Error) => void = () => {};
  channel.on('error', () => {}); // 'close' follows
  channel.once('close', () => lost(new Error('The connection was lost before the broker confirmed.')));
  channel.on('return', (message) => returned.add(String(message.properties.messageId)));
  const confirmTimeoutMs = settings.LAB_WITHOUT.includes('timeouts') ? null : settings.LAB_CONFIRM_TIMEOUT_MS;
  const confirms = !settings.LAB_WITHOUT.includes('confirms');
  return {
    blocked: null,
    send: (messages) =>
      new Promise((resolve, reject) => {
        lost = reject;
        const confirmed: boolean[] = [];
        let missing = messages.length;
        const timer =
          confirmTimeoutMs === null
            ? undefined
            : setTimeout(() => reject(new Error(`No confirm within ${confirmTimeoutMs} ms.`)), confirmTimeoutMs);
        messages.forEach(({ exchange, routingKey, body, options }, index) => {
          channel.publish(exchange, routingKey, body, options, (refused) => {
            // What cannot be routed is returned first and confirmed all the same.
            confirmed[index] = !refused && !returned.delete(String(options.messageId));
            if (--missing > 0) return;
            clearTimeout(timer);
            resolve(confirmed);
          });
        });
        if (!confirms) {
          clearTimeout(timer);
          resolve(messages.map(() => true));
        }
      }),
  };
}

/** Every service declares everything: an event published before its consumer first ran must find its queue. */
async function declare(channel: amqp.Channel, topology: Topology): Promise<void> {
  await channel.assertExchange(topology.exchange, 'topic', { durable: true });
  await channel.assertExchange(topology.deadLetterExchange, 'direct', { durable: true });
  for (const { queue, events } of topology.consumers) {
    await channel.assertQueue(queue, { durable: true, arguments: topology.queueArguments(queue) });
    await channel.assertQueue(deadLettersOf(queue), { durable: true, arguments: topology.deadLetterArguments });
    for (const event of events) await channel.bindQueue(queue, topology.exchange, event);
    await channel.bindQueue(deadLettersOf(queue), topology.deadLetterExchange, queue);
  }
}

/** For a user who may declare nothing: somebody else did. Throws when they did not. */
async function lookFor(channel: amqp.Channel, { exchange, deadLetterExchange, consumers }: Topology): Promise<void> {
  for (const name of [exchange, deadLetterExchange]) await channel.checkExchange(name);
  for (const { queue } of consumers) {
    await channel.checkQueue(queue);
    await channel.checkQueue(deadLettersOf(queue));
  }
}

/** amqplib would take guest:guest when the URL has no credentials: refused here instead. */
function checkedUrl(url: string | undefined): URL {
  const parsed = url !== undefined && URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !/^amqps?:$/.test(parsed.protocol) || !parsed.username || !parsed.password) {
    throw new ConfigError('AMQP_URL must be like amqp://user:password@host:5672, with user and password.');
  }
  return parsed;
}

/** Connects and sets up; `noDelay`, because amqplib leaves Nagle's algorithm on. */
async function connect<Offer>(
  url: URL,
  settings: Pick<Settings, 'LAB_HEARTBEAT_S'>,
  setUp: (connection: ChannelModel) => Promise<Offer>,
): Promise<Session<Offer>> {
  const target = new URL(url);
  target.searchParams.set('heartbeat', String(settings.LAB_HEARTBEAT_S));
  const connection = await amqp.connect(target.href, { noDelay: true, timeout: 5000 });
  connection.on('error', () => {}); // 'close' follows
  gatherWrites(streamOf(connection));
  const { promise: ended, resolve: end } = Promise.withResolvers<unknown>();
  connection.once('close', end);
  const close = async () => {
    try {
      await Promise.race([connection.close(), sleep(CLOSE_TIMEOUT_MS, null, { ref: false })]);
    } finally {
      streamOf(connection).destroy(); // a silent broker never answers, and amqplib would wait for ever
      end(null);
    }
  };
  try {
    return { offer: await setUp(connection), ended, close };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}

/**
 * amqplib tells nobody of its socket, has no way to end a connection without the other side's consent, and writes every
 * message to it by itself.
 */
const streamOf = ({ connection }: ChannelModel) => (connection as unknown as { stream: Duplex }).stream;

/** A connection for somebody who operates the broker, not for a service. */
export interface OperatorChannel {
  channel: ConfirmChannel;
  /** Resolves when the broker has confirmed them all; throws when it refused one, found no queue for it, or is silent. */
  send: (messages: Outgoing[]) => Promise<void>;
  close: () => Promise<void>;
}

export async function openChannel(brokerUrl: string): Promise<OperatorChannel> {
  const url = checkedUrl(brokerUrl);
  const session = await connect(url, { LAB_HEARTBEAT_S: 10 }, (connection) => {
    return connection.createConfirmChannel();
  });
  const publisher = publisherOn(session.offer, { LAB_WITHOUT: [], LAB_CONFIRM_TIMEOUT_MS: 10_000 });
  return {
    channel: session.offer,
    close: () => session.close(),
    async send(messages) {
      if (messages.length === 0) return;
      const taken = (await publisher.send(messages)).filter(Boolean).length;
      if (taken < messages.length) throw new Error(`The broker took ${taken} of ${messages.length} messages.`);
    },
  };
}
