import type { Socket } from 'node:net';

/**
 * Answers that their callers do not take are kept in memory, a page of orders some megabytes each. `most`: how many bytes of
 * them in all; beyond that those are closed that have been kept longest. Call it with a connection that was just answered.
 */
export function createUnread(most: number): (socket: Socket) => void {
  const unread = new Set<Socket>();

  return (socket) => {
    if (socket.writableLength === 0) return;
    unread.add(socket);
    let bytes = 0;
    for (const each of unread) {
      if (each.destroyed || each.writableLength === 0) unread.delete(each);
      else bytes += each.writableLength;
    }
    for (const longest of unread) {
      if (bytes <= most) break;
      bytes -= longest.writableLength;
      unread.delete(longest);
      longest.destroy();
    }
  };
}
