import type { OutboxRow } from '../common/messaging/outbox.ts';
import type { Backlog, Operator, Parked, Running } from '../common/mode.ts';
import { readGauge } from '../common/observe/metrics-reader.ts';
import { outboxPages, readOutboxes } from '../common/operator/store-reader.ts';
import type { Acting } from '../common/workflow/message-table.ts';
import { historySources } from './history-sources.ts';
import { deadLettersOf, streamOf, topologyOf } from './topology.ts';
import { type OperatorChannel, openChannel } from './transport.ts';

/** Publishes to a private queue and reads it back. */
export async function probe(brokerUrl: string): Promise<void> {
  const { channel, close } = await openChannel(brokerUrl);
  try {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    channel.sendToQueue(queue, Buffer.from('probe'));
    await channel.waitForConfirms();
    if (!(await channel.get(queue, { noAck: true }))) throw new Error('RabbitMQ lost the probe.');
  } finally {
    await close();
  }
}

export async function operate({ brokerUrl, ...rest }: Running): Promise<Operator> {
  if (!brokerUrl) throw new Error('This mode needs a broker.');
  const running = { ...rest, brokerUrl };
  const { settings, urls, dataFolder } = running;
  const topology = topologyOf(settings);
  const queueOf = { orders: topology.orders, inventory: topology.inventory, notifications: topology.notifications };
  const roles = Object.entries(queueOf) as [Acting, { queue: string }][];

  /** A fresh connection each time: the broker may have been killed in between. */
  async function withChannel<Result>(work: (channel: OperatorChannel) => Promise<Result>) {
    const channel = await openChannel(running.brokerUrl);
    try {
      return await work(channel);
    } finally {
      await channel.close().catch(() => {});
    }
  }

  /** An event once more, as its service published it: with its own id. */
  const toExchange = ({ type, messageId, body }: OutboxRow) => ({
    exchange: topology.exchange,
    routingKey: type,
    body: Buffer.from(body),
    options: {
      persistent: true,
      mandatory: topology.expected.has(type),
      messageId,
      type,
      contentType: 'application/json',
    },
  });

  return {
    backlog: () =>
      withChannel(async ({ channel }) => {
        const depths: Backlog[] = [];
        for (const [role, { queue }] of roles) {
          const { messageCount } = await channel.checkQueue(queue);
          const unacknowledged = await readGauge(urls[role], 'messages_in_hand').catch(() => 0);
          depths.push({ consumer: queue, waiting: messageCount, unacknowledged });
        }
        return depths;
      }),
    parked: () =>
      withChannel(async ({ channel }) => {
        const parked: Parked[] = [];
        for (const { queue } of topology.consumers) {
          for (let message = await next(queue); message; message = await next(queue)) {
            const { messageId, headers = {} } = message.properties;
            const reason = headers['x-reason'] ?? headers['x-death']?.[0]?.reason ?? 'unknown';
            const body = message.content.toString('utf8');
            parked.push({
              messageId: messageId ?? null,
              orderId: subjectOf(body),
              consumer: queue,
              reason: String(reason),
              body,
            });
          }
        }
        return parked; // closing the channel without acknowledging puts them back

        function next(queue: string) {
          return channel.get(deadLettersOf(queue), { noAck: false });
        }
      }),
    redrive: (only) =>
      withChannel(async ({ channel, send }) => {
        let moved = 0;
        for (const { queue } of topology.consumers) {
          const { messageCount } = await channel.checkQueue(deadLettersOf(queue));
          for (let left = messageCount; left > 0; left--) {
            const message = await channel.get(deadLettersOf(queue), { noAck: false });
            if (!message) break;
            const { messageId, type } = message.properties;
            if (only !== undefined && messageId !== only) continue; // put back when the channel closes
            await send([
              {
                exchange: '',
                routingKey: queue,
                body: message.content,
                options: { persistent: true, mandatory: true, messageId, type },
              },
            ]);
            channel.ack(message); // only now: a crash in between delivers it twice, and the inbox takes care of that
            moved++;
          }
        }
        return moved;
      }),
    deliverAgain: ({ orderId }) =>
      withChannel(async ({ send }) => {
        const rows = await readOutboxes(dataFolder, orderId);
        await send(rows.map(toExchange));
        return rows.filter(({ type }) => topology.expected.has(type)).length;
      }),
    republish: () =>
      withChannel(async ({ send }) => {
        let published = 0;
        for await (const page of outboxPages(dataFolder, 'sent')) {
          await send(page.map(toExchange));
          published += page.length;
        }
        return published;
      }),
    sources: () => historySources(running, topology),
    inject: (role, bytes, id) =>
      withChannel(async ({ channel }) => {
        channel.sendToQueue(queueOf[role].queue, Buffer.from(bytes), { persistent: true, messageId: id });
        await channel.waitForConfirms();
        return null;
      }),
    remove: () =>
      withChannel(async ({ channel }) => {
        for (const { queue } of topology.consumers) {
          await channel.deleteQueue(queue);
          await channel.deleteQueue(deadLettersOf(queue));
        }
        await channel.deleteQueue(streamOf(topology.exchange));
        await channel.deleteExchange(topology.exchange);
        await channel.deleteExchange(topology.deadLetterExchange);
      }),
    close: async () => {},
  };
}

function subjectOf(body: string): string | null {
  return /"subject":"([0-9a-f-]{36})"/.exec(body)?.[1] ?? null;
}
