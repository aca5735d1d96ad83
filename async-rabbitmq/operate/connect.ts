import type { ConfirmChannel } from 'amqplib';
import { checkedUrls, connect } from '../transport/connect.ts';
import { confirmedBy, type Outgoing } from '../transport/publish.ts';

/** A connection for somebody who operates the broker, not for a service. */
export interface OperatorChannel {
  channel: ConfirmChannel;
  /** What the broker says of itself: `version`, `platform`. */
  told: Record<string, string>;
  /** Resolves when the broker has confirmed them all; throws when it refused one, found no queue for it, or is silent. */
  send: (messages: Outgoing[]) => Promise<void>;
  close: () => Promise<void>;
}

export async function openChannel(brokerUrl: string): Promise<OperatorChannel> {
  const urls = checkedUrls(brokerUrl);
  const told: Record<string, string> = {};
  const session = await connect(urls, { LAB_HEARTBEAT_S: 10 }, (connection) => {
    const { version, platform } = connection.connection.serverProperties;
    Object.assign(told, { version, platform });
    return connection.createConfirmChannel();
  });
  const sender = confirmedBy(session.offer, { LAB_WITHOUT: [], LAB_CONFIRM_TIMEOUT_MS: 10_000 });
  return {
    channel: session.offer,
    told,
    close: () => session.close(),
    async send(messages) {
      if (messages.length === 0) return;
      const taken = (await sender.send(messages)).filter(Boolean).length;
      if (taken < messages.length) throw new Error(`The broker took ${taken} of ${messages.length} messages.`);
    },
  };
}

/** A fresh connection each time: the broker may have been killed in between. */
export async function withChannel<Result>(
  brokerUrl: string,
  work: (channel: OperatorChannel) => Promise<Result>,
): Promise<Result> {
  const channel = await openChannel(brokerUrl);
  try {
    return await work(channel);
  } finally {
    await channel.close().catch(() => {});
  }
}
