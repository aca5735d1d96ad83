import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Answers that their callers do not take are kept in memory, a page of orders some megabytes each. `most`: how many bytes of
 * them in all; beyond that the connections are closed whose answers have been kept longest. Call it with each answer.
 *
 *   answer ─▶ an earlier one of its connection is not out yet: kept with the answer ──▶ kept with the connection ─▶ sent
 */
export function createUnread(most: number): (answer: ServerResponse) => void {
  const unread = new Map<Socket, Set<ServerResponse>>();

  function bytesOf(socket: Socket, behind: Set<ServerResponse>): number {
    let bytes = socket.writableLength;
    for (const answer of behind) {
      if (answer.socket || answer.writableFinished) behind.delete(answer);
      else bytes += answer.writableLength;
    }
    return socket.destroyed ? 0 : bytes;
  }

  return (answer) => {
    const { socket } = answer.req;
    const isBehind = answer.socket === null && !socket.destroyed;
    if (socket.writableLength === 0 && !isBehind) return;
    const behind = unread.get(socket) ?? new Set();
    unread.set(socket, behind);
    if (isBehind) behind.add(answer);
    const kept = new Map<Socket, number>();
    let bytes = 0;
    for (const [each, its] of unread) {
      const size = bytesOf(each, its);
      if (size === 0) unread.delete(each);
      else kept.set(each, size);
      bytes += size;
    }
    for (const [longest, size] of kept) {
      if (bytes <= most) break;
      bytes -= size;
      unread.delete(longest);
      longest.destroy();
    }
  };
}
