import type { Duplex } from 'node:stream';
import amqp, { type ChannelModel } from 'amqplib';
import { atMost } from '../../common/base/at-most.ts';
import { ConfigError, type Settings } from '../../common/base/config.ts';
import { gatherWrites } from '../../common/messaging/gather-writes.ts';
import type { Session } from '../../common/messaging/keep-connected.ts';
import { clientPolicy } from '../topology.ts';
import { readPast } from './unreadable-headers.ts';

/** Connects to one of these nodes and sets up: to the first that takes the connection, beginning at another each time. */
export async function connect<Offer>(
  urls: readonly URL[],
  { LAB_HEARTBEAT_S }: Pick<Settings, 'LAB_HEARTBEAT_S'>,
  setUp: (connection: ChannelModel) => Promise<Offer>,
): Promise<Session<Offer>> {
  const connection = await firstToConnect(inTurn(urls), LAB_HEARTBEAT_S);
  const { promise: ended, resolve: end } = Promise.withResolvers<unknown>();
  let why: unknown = null;
  connection.on('error', (error) => (why = error)); // 'close' follows
  connection.once('close', (error) => end(error ?? why));
  gatherWrites(streamOf(connection));
  readPast(connection);
  const close = async () => {
    try {
      await atMost(clientPolicy.closeMs, connection.close());
    } finally {
      // A silent broker never answers: amqplib would wait for ever, and, not told why, never say that its channels are gone.
      streamOf(connection).destroy(new Error('The broker did not take leave.'));
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

let turn = 0;

function inTurn(urls: readonly URL[]): readonly URL[] {
  const first = turn++ % urls.length;
  return [...urls.slice(first), ...urls.slice(0, first)];
}

/** Rejects with what the last one met. */
async function firstToConnect([url, ...others]: readonly URL[], heartbeatS: number): Promise<ChannelModel> {
  const target = new URL(url as URL);
  target.searchParams.set('heartbeat', String(heartbeatS));
  const { noDelay, connectTimeoutMs: timeout } = clientPolicy;
  const connecting = amqp.connect(target.href, { noDelay, timeout });
  return others.length === 0 ? connecting : connecting.catch(() => firstToConnect(others, heartbeatS));
}

/** The nodes of a list. amqplib would take guest:guest when a URL has no credentials: refused here instead. */
export function checkedUrls(list = ''): URL[] {
  return list.split(/,(?=amqps?:)/).map((url) => {
    const parsed = URL.canParse(url) ? new URL(url) : null;
    if (!parsed || !/^amqps?:$/.test(parsed.protocol) || !parsed.username || !parsed.password) {
      throw new ConfigError('AMQP_URL must be like amqp://user:password@host:5672, with user and password.');
    }
    return parsed;
  });
}

/**
 * amqplib tells nobody of its socket, has no way to end a connection without the other side's consent, and writes every
 * message to it by itself.
 */
const streamOf = ({ connection }: ChannelModel) => (connection as unknown as { stream: Duplex }).stream;
