import { connect, isIP } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import kafkajs, {
  type EachBatchPayload,
  type ISocketFactory,
  type Consumer as KafkaConsumer,
  type KafkaMessage,
  type logLevel,
  type Producer,
} from 'kafkajs';
import { ConfigError, type Settings } from '../common/base/config.ts';
import { crashPoint } from '../common/base/crash-point.ts';
import { decodeEvent } from '../common/contracts/decode-event.ts';
import type { DomainEvent } from '../common/contracts/events.ts';
import { deliver } from '../common/messaging/deliver.ts';
import type { Message } from '../common/messaging/inbox.ts';
import { keepConnected } from '../common/messaging/keep-connected.ts';
import type { OutboxRow } from '../common/messaging/outbox.ts';
import { createThrottle } from '../common/messaging/throttle.ts';
import { idsIn } from '../common/observe/ids-in.ts';
import type { Log } from '../common/observe/log.ts';
import type { ServiceContext } from '../common/service/run-service.ts';
import { type Consumer, deadLettersOf, retryPolicy, type Topology, topologyOf } from './topology.ts';

const MAX_PARKED_BYTES = 64 * 1024;

export interface Transport {
  topology: Topology;
  /** Resolves with the rows the broker has confirmed; throws when the outcome of the batch is not known. */
  publish(rows: OutboxRow[]): Promise<OutboxRow[]>;
  /** Hands over batches in the order of each partition. Commits the offset of a batch after `handle` returned. */
  consume<Event extends DomainEvent>(consumer: Consumer<Event>, handle: Handle<Event>): void;
  /** Throws with the reason while the broker cannot be used. */
  ready(): Promise<void>;
  /** No new batches; resolves when those in hand are handled and committed. */
  stopConsuming(): Promise<void>;
  close(): Promise<void>;
}

type Handle<Event> = (batch: readonly Message<Event>[]) => Promise<void>;

/** One record on its way to the broker. */
export interface Outgoing {
  topic: string;
  key: Buffer | string | null;
  value: Buffer | null;
  headers?: Record<string, string>;
}

export function createTransport(context: ServiceContext): Transport {
  const { name, settings, log, metrics } = context;
  const topology = topologyOf(settings);
  const without = new Set(settings.LAB_WITHOUT);
  const kafka = connectTo(settings, name, log);
  const consumers: { ready(): boolean; stop(): Promise<void> }[] = [];
  const acks = without.has('confirms') ? 0 : -1;
  const look = settings.LAB_TOPOLOGY === 'expect' ? lookFor : declare;
  const prepare = () => withAdmin(kafka, (admin) => look(admin, topology));

  /** One batch at a time, and a new producer after every batch whose outcome is not known. */
  const publishing = keepConnected(log, 'publish', async () => {
    await prepare();
    const producer = producerOf(kafka);
    await producer.connect();
    const ended = new Promise((end) => producer.on('producer.disconnect', end));
    return { offer: producer, ended, close: () => producer.disconnect() };
  });

  async function send(records: Outgoing[]): Promise<void> {
    const producer = publishing.current();
    if (!producer) throw new Error('not connected to the broker');
    try {
      await sendBatch(producer, records, acks, settings.LAB_CONFIRM_TIMEOUT_MS);
    } catch (error) {
      await publishing.drop();
      throw error;
    }
  }

  async function park(group: string, topic: string, partition: number, message: KafkaMessage, reason: string) {
    const messageId = message.headers?.['x-message-id'];
    const headers = {
      ...(messageId && { 'x-message-id': String(messageId) }),
      'x-reason': reason.slice(0, 500),
      'x-consumer': group,
      'x-origin': `${topic}/${partition}/${message.offset}`,
      'x-parked-at': new Date().toISOString(),
    };
    const value = message.value?.subarray(0, MAX_PARKED_BYTES) ?? null;
    await send([{ topic: deadLettersOf(group), key: message.key, value, headers }]);
    metrics.parked.inc();
    log.warn(
      { ...idsIn(value, messageId && String(messageId)), group, origin: headers['x-origin'], reason },
      'message parked',
    );
  }

  return {
    topology,
    async publish(rows) {
      await send(
        rows.map(({ type, orderId, body }) => ({
          topic: topology.topicOf[type as DomainEvent['type']],
          key: orderId,
          value: body as Buffer,
        })),
      );
      metrics.published.inc(rows.length);
      return rows;
    },

    consume<Event extends DomainEvent>({ group, topics, accepts }: Consumer<Event>, handle: Handle<Event>) {
      const throttle = createThrottle(settings.LAB_CONSUME_PER_SECOND, settings.LAB_BATCH);
      const eachBatch = async ({ batch, heartbeat, isRunning, isStale, resolveOffset }: EachBatchPayload) => {
        const { topic, partition } = batch;
        const goOn = () => isRunning() && !isStale();
        const lag = metrics.lag.labels({ topic, partition });
        lag.set(Number(batch.highWatermark) - Number(batch.firstOffset() ?? batch.highWatermark));
        for (const messages of inParts(batch.messages, throttle.batch)) {
          if (!goOn()) return;
          const last = messages.at(-1);
          if (!last) return;
          const offset = String(BigInt(last.offset) + 1n);
          const commit = () => consumer.commitOffsets([{ topic, partition, offset }]).catch(throwCause);
          if (without.has('manual-ack')) await commit();
          metrics.inHand.inc(messages.length);
          const stopTimer = metrics.handlerSeconds.startTimer();
          try {
            await deliver({
              batch: messages,
              read: (raw) => ({
                event: decodeEvent(accepts, raw.value ?? new Uint8Array()),
                position: `${topic}/${partition}/${raw.offset}`,
              }),
              handle,
              park: (raw, reason) => park(group, topic, partition, raw, reason),
              retry: without.has('dead-letter') ? { ...retryPolicy, attempts: Number.POSITIVE_INFINITY } : retryPolicy,
              goOn,
              alive: heartbeat,
            });
            metrics.handled.inc(messages.length);
            crashPoint(settings, 'before-ack');
            if (!without.has('manual-ack')) await commit();
          } finally {
            stopTimer();
            metrics.inHand.dec(messages.length);
          }
          resolveOffset(last.offset);
          lag.set(Number(batch.highWatermark) - Number(last.offset) - 1);
          await throttle.pause(messages.length);
          await heartbeat();
        }
      };
      const consumer = kafka.consumer({
        groupId: group,
        sessionTimeout: settings.LAB_KAFKA_SESSION_TIMEOUT_MS,
        heartbeatInterval: Math.max(50, Math.floor(settings.LAB_KAFKA_SESSION_TIMEOUT_MS / 10)),
        maxWaitTimeInMs: Math.min(500, Math.floor(settings.LAB_KAFKA_SESSION_TIMEOUT_MS / 4)),
        allowAutoTopicCreation: false,
        // Few: on a connection that fell silent each costs a request timeout, and only a restart opens another one.
        retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 1, restartOnFailure: async () => true },
      });
      consumer.on('consumer.group_join', () => metrics.lag.reset()); // its partitions may be others now
      consumers.push(keepConsuming(consumer, topics, eachBatch, prepare, log));
    },

    async ready() {
      if (!publishing.current()) throw new Error('not connected to the broker');
      if (!consumers.every((consumer) => consumer.ready())) throw new Error('not a member of its consumer group');
    },
    async stopConsuming() {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    },
    close: () => publishing.close(),
  };
}

type Access = 'KAFKA_BROKERS' | 'KAFKA_TLS' | 'KAFKA_USER' | 'KAFKA_PASSWORD';

export function connectTo(
  settings: Pick<Settings, Access | 'LAB_CONFIRM_TIMEOUT_MS' | 'LAB_KAFKA_VIA'>,
  clientId: string,
  log: Pick<Log, 'warn' | 'debug'> | null,
) {
  if (!settings.KAFKA_BROKERS) throw new ConfigError('KAFKA_BROKERS is missing. Set it to host:port[,host:port].');
  return new kafkajs.Kafka({
    clientId,
    brokers: settings.KAFKA_BROKERS.split(','),
    connectionTimeout: 2000,
    ssl: settings.KAFKA_TLS,
    ...(settings.KAFKA_USER && {
      sasl: { mechanism: 'scram-sha-512', username: settings.KAFKA_USER, password: settings.KAFKA_PASSWORD },
    }),
    ...(settings.LAB_KAFKA_VIA && { socketFactory: socketsTo(settings.LAB_KAFKA_VIA) }),
    requestTimeout: settings.LAB_CONFIRM_TIMEOUT_MS,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 5 },
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => (entry) => {
      const level = (entry.level as logLevel) === kafkajs.logLevel.ERROR ? 'warn' : 'debug';
      log?.[level]({ client: entry.namespace, error: entry.log['error'] }, entry.log.message);
    },
  });
}

/** Whatever a broker advertises, connections go here. */
function socketsTo(address: string): ISocketFactory {
  const [host, port] = address.split(':');
  const there = { host, port: Number(port), keepAlive: true };
  return ({ host: name, ssl, onConnect }) => {
    if (!ssl) return connect(there, onConnect);
    return connectTls({ ...there, ...(!isIP(name) && { servername: name }), ...ssl }, onConnect);
  };
}

/** One batch in flight and no retries of its own: the outbox repeats, so that no acknowledged record is lost. */
export const producerOf = (kafka: kafkajs.Kafka): Producer =>
  kafka.producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
    retry: { retries: 0 },
  });

export async function sendBatch(producer: Producer, records: Outgoing[], acks: number, timeout: number): Promise<void> {
  const byTopic = new Map<string, Outgoing[]>();
  for (const record of records) {
    const sameTopic = byTopic.get(record.topic);
    if (sameTopic) sameTopic.push(record);
    else byTopic.set(record.topic, [record]);
  }
  const topicMessages = [...byTopic].map(([topic, messages]) => ({ topic, messages }));
  await producer.sendBatch({ acks, timeout, topicMessages });
}

/** Every service declares everything; `waitForLeaders`, or the first records of a new topic come out doubled. */
async function declare(admin: kafkajs.Admin, topology: Topology): Promise<void> {
  const topics = await missingTopics(admin, topology);
  if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: true });
}

/** For a user who may make no topic: somebody else did. Throws when they did not. */
async function lookFor(admin: kafkajs.Admin, topology: Topology): Promise<void> {
  const missing = (await missingTopics(admin, topology)).map(({ topic }) => topic);
  if (missing.length > 0) throw new Error(`The broker shows no topic ${missing.join(', ')}.`);
}

async function withAdmin(kafka: kafkajs.Kafka, work: (admin: kafkajs.Admin) => Promise<void>): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** What is not there, or must not be seen by this user. */
async function missingTopics(admin: kafkajs.Admin, topology: Topology): Promise<kafkajs.ITopicConfig[]> {
  const { partitions: numPartitions, topicSettings } = topology;
  const configEntries = Object.entries(topicSettings).map(([name, value]) => ({ name, value }));
  const events = Object.values(topology.topics).map((topic) => ({ topic, numPartitions, configEntries }));
  const deadLetters = topology.consumers.map(({ group }) => ({ topic: deadLettersOf(group), numPartitions: 1 }));
  const existing = new Set(await admin.listTopics());
  return [...events, ...deadLetters].filter(({ topic }) => !existing.has(topic));
}

/** Subscribes and runs, and starts anew when the client gives up. */
function keepConsuming(
  consumer: KafkaConsumer,
  topics: readonly string[],
  eachBatch: (payload: EachBatchPayload) => Promise<void>,
  prepare: () => Promise<void>,
  log: Log,
) {
  let member = false;
  let stopping = false;
  consumer.on('consumer.group_join', () => (member = true));
  for (const event of ['consumer.disconnect', 'consumer.stop'] as const) consumer.on(event, () => (member = false));
  consumer.on('consumer.crash', ({ payload: { error, restart } }) => {
    member = false;
    log.warn({ err: error, restart }, 'consumer crashed');
    if (!restart && !stopping) process.exit(1); // whoever watches this process starts it again, whole
  });
  const start = async () => {
    while (!stopping) {
      try {
        await prepare();
        await consumer.connect();
        await consumer.subscribe({ topics: [...topics], fromBeginning: true });
        await consumer.run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          partitionsConsumedConcurrently: 3,
          eachBatch: (payload) => withPlainErrors(() => eachBatch(payload)),
        });
        return;
      } catch (error) {
        log.warn({ err: error }, 'consumer cannot start yet');
        await setTimeout(200);
      }
    }
  };
  const started = start();
  return {
    ready: () => member,
    async stop() {
      stopping = true;
      await consumer.disconnect();
      await started;
    },
  };
}

/**
 * kafkajs joins its group again when it hears that it is no member any more, unless it hears so of a commit of ours: there
 * the answer is wrapped, is no longer recognised, and ends the consumer for good.
 */
export function throwCause(error: unknown): never {
  throw error instanceof kafkajs.KafkaJSNonRetriableError && error.cause instanceof Error ? error.cause : error;
}

/** kafkajs ends a consumer for good on a TypeError and its like: pass such an error on as a plain one. */
async function withPlainErrors(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const fatal = [SyntaxError, TypeError, RangeError, ReferenceError].some((kind) => error instanceof kind);
    throw fatal ? new Error('A handler failed unexpectedly.', { cause: error }) : error;
  }
}

function inParts<Item>(items: Item[], size: number): Item[][] {
  if (items.length <= size) return [items];
  const parts: Item[][] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}
