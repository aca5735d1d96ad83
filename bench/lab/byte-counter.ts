import type { Socket } from 'node:net';

/** Counts what connections carry, in both directions, also after their end. */
export function createByteCounter() {
  const sockets = new Set<Socket>();
  return {
    add: (socket: Socket) => void sockets.add(socket),
    bytes: () => [...sockets].reduce((sum, { bytesRead, bytesWritten }) => sum + bytesRead + bytesWritten, 0),
  };
}
