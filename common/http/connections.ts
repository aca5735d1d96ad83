import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createUnread } from './unread-answers.ts';

const MOST_UNREAD_BYTES = 32 * 1024 * 1024;
/** Requests of one connection whose answers it waits for: more would be worked on in one go. */
const MOST_PIPELINED = 32;

/** Who is connected, and who goes when no more can be. */
export interface Connections {
  /** A newcomer. Beyond the bound the one goes that has waited longest: whoever comes is heard, whoever idles is not kept. */
  admit(socket: Socket): void;
  /** The head of a request has arrived. False: its connection waits for the answers of too many. */
  asks(request: IncomingMessage): boolean;
  /** All of it has: its connection is not idle, and stays. */
  works(request: IncomingMessage): void;
  /** Its answer has been handed over. */
  answered(response: ServerResponse): void;
  /** Calls back, once, when all requests that arrived whole are answered: at once where there are none. */
  whenAnswered(socket: Socket, then: () => void): void;
}

interface Connection {
  unanswered: number;
  newest: IncomingMessage | null;
  last: (() => void) | null;
}

/**
 *   newcomer ─▶ waiting, the newest last ──── whole request ───▶ worked on
 *                  │        ▲                                       │
 *                  │        └──────────────── answered ─────────────┘
 *                  └ the first of them is closed when a newcomer finds no room
 *
 * Waiting is whoever has said nothing, or half of a request, or has been answered: a connection costs the one who opens it
 * nothing, and so it is worth nothing. `most`: how many may be open.
 */
export function createConnections(most: number): Connections {
  const open = new Map<Socket, Connection>();
  const waiting = new Set<Socket>();
  const boundUnread = createUnread(MOST_UNREAD_BYTES);
  const whole = ({ unanswered, newest }: Connection) => unanswered - (newest && !newest.complete ? 1 : 0);

  return {
    admit(socket) {
      if (open.size >= most) {
        const [longest] = waiting;
        if (!longest) return void socket.destroy();
        forget(longest);
        longest.destroy();
      }
      open.set(socket, { unanswered: 0, newest: null, last: null });
      waiting.add(socket);
      socket.once('close', () => forget(socket));
    },
    asks(request) {
      const connection = open.get(request.socket);
      if (!connection) return true;
      connection.unanswered++;
      connection.newest = request;
      return connection.unanswered <= MOST_PIPELINED;
    },
    works: ({ socket }) => void waiting.delete(socket),
    answered(response) {
      const { socket } = response.req;
      const connection = open.get(socket);
      if (!connection) return;
      connection.unanswered--;
      if (connection.unanswered === 0) {
        connection.newest = null;
        waiting.delete(socket); // it may have waited for the rest of this request
        waiting.add(socket);
      }
      boundUnread(response);
      if (connection.last && whole(connection) === 0) setImmediate(connection.last); // after the answers queued before it
    },
    whenAnswered(socket, then) {
      const connection = open.get(socket);
      if (!connection) return then();
      if (connection.last) return;
      connection.last = then;
      if (whole(connection) === 0) then();
    },
  };

  function forget(socket: Socket): void {
    open.delete(socket);
    waiting.delete(socket);
  }
}
