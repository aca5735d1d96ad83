import type { ChannelModel } from 'amqplib';
import { within } from './bare.ts';
import { closeSurely } from './close-surely.ts';

/**
 * What `read` reads over a connection of its own; null where it fails or takes longer: a node may take a consumer and never answer it.
 * Whatever comes of it, the connection is closed before this resolves: an abandoned reader would keep everything from the next.
 */
export async function readAbandoning<Result>(
  connect: () => Promise<ChannelModel>,
  read: (connection: ChannelModel) => Promise<Result>,
  ms: number,
): Promise<Result | null> {
  const connecting = connect().catch(() => null);
  const connection = await within(ms, connecting);
  if (connection === null) {
    void connecting.then((late) => late && closeSurely(late));
    return null;
  }
  try {
    return await within(
      ms,
      read(connection).catch(() => null),
    );
  } finally {
    await closeSurely(connection);
  }
}
