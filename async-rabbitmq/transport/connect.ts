import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import amqp, { type ChannelModel } from 'amqplib';
import { ConfigError, type Settings } from '../../common/base/config.ts';
import { gatherWrites } from '../../common/messaging/gather-writes.ts';
import type { Session } from '../../common/messaging/keep-connected.ts';
import { clientPolicy } from '../topology.ts';
import { readPast } from './unreadable-headers.ts';

const CLOSE_TIMEOUT_MS = 2000;

/** Connects and sets up. */
export async function connect<Offer>(
  url: URL,
  { LAB_HEARTBEAT_S }: Pick<Settings, 'LAB_HEARTBEAT_S'>,
  setUp: (connection: ChannelModel) => Promise<Offer>,
): Promise<Session<Offer>> {
  const target = new URL(url);
  target.searchParams.set('heartbeat', String(LAB_HEARTBEAT_S));
  const { noDelay, connectTimeoutMs: timeout } = clientPolicy;
  const connection = await amqp.connect(target.href, { noDelay, timeout });
  const { promise: ended, resolve: end } = Promise.withResolvers<unknown>();
  let why: unknown = null;
  connection.on('error', (error) => (why = error)); // 'close' follows
  connection.once('close', (error) => end(error ?? why));
  gatherWrites(streamOf(connection));
  readPast(connection);
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

/** amqplib would take guest:guest when the URL has no credentials: refused here instead. */
export function checkedUrl(url: string | undefined): URL {
  const parsed = url !== undefined && URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !/^amqps?:$/.test(parsed.protocol) || !parsed.username || !parsed.password) {
    throw new ConfigError('AMQP_URL must be like amqp://user:password@host:5672, with user and password.');
  }
  return parsed;
}

/**
 * amqplib tells nobody of its socket, has no way to end a connection without the other side's consent, and writes every
 * message to it by itself.
 */
const streamOf = ({ connection }: ChannelModel) => (connection as unknown as { stream: Duplex }).stream;
