import type { Duplex } from 'node:stream';

/**
 * From now on whatever is written to this stream in one turn of the event loop leaves together: one system call for a
 * batch of messages instead of one for each, from a client that writes every message by itself.
 */
export function gatherWrites(stream: Duplex): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  const flush = () => {
    gathering = false;
    stream.uncork();
  };
  let gathering = false;
  stream.write = ((...args: unknown[]) => {
    if (!gathering) {
      gathering = true;
      stream.cork();
      process.nextTick(flush);
    }
    return write(...args);
  }) as Duplex['write'];
}
