import type { ConfirmChannel, Options } from 'amqplib';
import type { Settings } from '../../common/base/config.ts';
import { keepConnected } from '../../common/messaging/keep-connected.ts';
import type { OutboxRow } from '../../common/messaging/outbox.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import type { Topology } from '../topology.ts';
import { checkedUrls, connect } from './connect.ts';
import { prepareFor } from './declare.ts';

/** One message on its way to the broker. `mandatory` in its options: it must find a queue. */
export interface Outgoing {
  exchange: string;
  routingKey: string;
  body: Buffer;
  options: Options.Publish;
}

/**
 * What leaves a service: events of its outbox, and dead letters. On a connection of its own: an alarm on the broker blocks
 * publishers, and acknowledgements must still get through.
 */
export function createPublisher({ settings, log, metrics }: ServiceContext, topology: Topology) {
  const urls = checkedUrls(settings.AMQP_URL);
  const prepare = prepareFor(settings, topology);
  const link = keepConnected(log, 'publish', () =>
    connect(urls, settings, async (connection) => {
      const channel = await connection.createConfirmChannel();
      await prepare(channel);
      const sender = confirmedBy(channel, settings);
      connection.on('blocked', (reason) => (sender.blocked = reason));
      connection.on('unblocked', () => (sender.blocked = null));
      return sender;
    }),
  );

  /** Whether each message is confirmed, in their order. Throws when that cannot be known. */
  async function send(messages: Outgoing[]): Promise<boolean[]> {
    const sender = link.current();
    if (!sender) throw new Error('not connected to the broker');
    if (sender.blocked) throw new Error(`the broker blocks publishers: ${sender.blocked}`);
    try {
      return await sender.send(messages);
    } catch (error) {
      if (link.current() === sender) await link.drop(); // a late confirm must not meet the next batch
      throw error;
    }
  }

  async function publish(rows: OutboxRow[]): Promise<OutboxRow[]> {
    const confirms = await send(rows.map((row) => toExchange(topology, row)));
    const sent = rows.filter((_, index) => confirms[index]);
    metrics.published.inc(sent.length);
    return sent;
  }

  return { send, publish, ...link };
}

/** An event as its service publishes it: by its type, and to somebody, if anybody is bound to expect it. */
export const toExchange = (topology: Topology, { messageId, type, body }: OutboxRow): Outgoing => ({
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
});

interface Sender {
  /** Why the broker takes nothing now; null when it does. */
  blocked: string | null;
  /** Whether each message is confirmed, in their order. Rejects when that cannot be known. */
  send(messages: Outgoing[]): Promise<boolean[]>;
}

/** Publishes batches on one channel, several at a time if asked to, counting the confirms of each. */
export function confirmedBy(
  channel: ConfirmChannel,
  settings: Pick<Settings, 'LAB_WITHOUT' | 'LAB_CONFIRM_TIMEOUT_MS'>,
): Sender {
  const returned = new Set<string>();
  const underWay = new Set<(error: Error) => void>();
  channel.on('error', () => {}); // 'close' follows
  channel.once('close', () => {
    for (const lose of underWay) lose(new Error('The connection was lost before the broker confirmed.'));
  });
  channel.on('return', (message) => returned.add(String(message.properties.messageId)));
  const confirmTimeoutMs = settings.LAB_WITHOUT.includes('timeouts') ? null : settings.LAB_CONFIRM_TIMEOUT_MS;
  const confirms = !settings.LAB_WITHOUT.includes('confirms');

  async function send(messages: Outgoing[]): Promise<boolean[]> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean[]>();
    const tooLate = () => reject(new Error(`No confirm within ${confirmTimeoutMs} ms.`));
    const timer = confirmTimeoutMs === null || !confirms ? undefined : setTimeout(tooLate, confirmTimeoutMs);
    underWay.add(reject);
    try {
      const confirmed: boolean[] = [];
      let missing = messages.length;
      for (const [index, { exchange, routingKey, body, options }] of messages.entries()) {
        channel.publish(exchange, routingKey, body, options, (refused) => {
          // What cannot be routed is returned first and confirmed all the same.
          confirmed[index] = !refused && !returned.delete(String(options.messageId));
          if (--missing === 0) resolve(confirmed);
        });
      }
      if (!confirms || missing === 0) resolve(messages.map(() => true));
      return await promise;
    } finally {
      underWay.delete(reject);
      clearTimeout(timer);
    }
  }
  return { blocked: null, send };
}
