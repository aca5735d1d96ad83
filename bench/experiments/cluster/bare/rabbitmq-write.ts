import { setTimeout } from 'node:timers/promises';
import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib';
import type { RabbitmqSetting } from '../../../brokers/promises/rabbitmq.ts';
import { AGAIN_MS, ANSWER_MS, type BareTarget, type Turns, type Written, within, wordsOf } from './bare.ts';

const NO_CONFIRM = `no confirm within ${ANSWER_MS} ms`;

/** A connection, and the node that it leads to. */
export interface ConnectedTo {
  connection: ChannelModel;
  at: string;
}

/** Without confirms, what was handed to the socket counts as acknowledged: nobody is told more. */
export function writerTo(
  turns: Turns<string>,
  connectAnywhere: (turns: Turns<string>) => Promise<ConnectedTo>,
  { confirms }: RabbitmqSetting,
  exchange: string,
): BareTarget {
  let connection: ChannelModel | null = null;
  let channel: Channel | ConfirmChannel | null = null;
  let asked: string | null = null;
  const drop = async () => {
    const old = connection;
    connection = channel = null;
    if (old)
      await within(
        AGAIN_MS,
        old.close().catch(() => {}),
      );
  };
  const connect = async (): Promise<Channel | ConfirmChannel> => {
    const { connection: made, at } = await connectAnywhere(turns);
    asked = at;
    const on = await (confirms ? made.createConfirmChannel() : made.createChannel());
    on.on('error', () => {}); // 'close' follows
    on.once('close', () => {
      if (channel === on) channel = null;
    });
    connection = made;
    return on;
  };
  return {
    async write(ids) {
      try {
        channel ??= await connect();
      } catch (error) {
        await drop();
        await setTimeout(AGAIN_MS);
        return ids.map(() => ({ type: 'fail', error: wordsOf(error) }));
      }
      const on = channel;
      const written = await Promise.all(
        ids.map((id) => (confirms ? confirmed(on as ConfirmChannel, exchange, id) : handed(on, exchange, id))),
      );
      const isSilent = written.some((each) => each.type !== 'ok' && each.error === NO_CONFIRM);
      if (isSilent && asked !== null) turns.leaveForLast(asked);
      if (written.some(({ type }) => type !== 'ok')) {
        await drop();
        await setTimeout(AGAIN_MS);
      }
      return written;
    },
    close: drop,
  };
}

async function confirmed(channel: ConfirmChannel, exchange: string, id: string): Promise<Written> {
  const { promise, resolve } = Promise.withResolvers<Written>();
  try {
    channel.publish(exchange, '', Buffer.from(id), { persistent: true }, (refused) =>
      resolve(refused ? { type: 'info', error: wordsOf(refused) } : { type: 'ok' }),
    );
  } catch (error) {
    return { type: 'fail', error: wordsOf(error) }; // the channel was closed before
  }
  return (await within(ANSWER_MS, promise)) ?? { type: 'info', error: NO_CONFIRM };
}

async function handed(channel: Channel, exchange: string, id: string): Promise<Written> {
  try {
    channel.publish(exchange, '', Buffer.from(id), { persistent: true });
    return { type: 'ok' };
  } catch (error) {
    return { type: 'fail', error: wordsOf(error) };
  }
}
