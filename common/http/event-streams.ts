import type { ServerResponse } from 'node:http';
import { ProblemError } from '../contracts/problems.ts';
import type { Connections } from './connections.ts';

/** One answer that goes on: server-sent events (HTML standard, "Server-sent events"). */
interface EventStream {
  /** `id` comes back as Last-Event-ID when the caller connects again; `data` becomes JSON. */
  send(event: { id: string; event: string; data: unknown }): void;
  /** Nothing more will come. */
  end(): void;
}

/** Begins to send; what it gives back is called when the stream has ended, whoever ended it. */
export type Begin = (stream: EventStream) => () => void;

export interface EventStreams {
  /** Throws when there are as many as there may be. */
  mustHaveRoom(): void;
  /** `headers`: names and values in turn. */
  open(response: ServerResponse, headers: string[], begin: Begin): void;
  /** Ends all of them: who wants to know more connects again. */
  endAll(): void;
}

export const streamPolicy = {
  /** A sign of life that no caller sees: it keeps what is in between from closing, and finds out who is gone. */
  heartbeatMs: 15_000,
  /** A stream ends after so many of them; its caller connects again, to whichever instance. */
  mostHeartbeats: 40,
  /** How long a caller waits until he connects again. */
  reconnectMs: 1000,
  /** Whoever leaves so much unread is not listening. */
  mostUnreadBytes: 64 * 1024,
};

/** `most`: how many may be open. Each has a connection of its own, which ends with it. */
export function createEventStreams(most: number, connections: Pick<Connections, 'answered'>): EventStreams {
  const open = new Set<ServerResponse>();
  const tooMany = new ProblemError('too-many-requests', `More than ${most} streams of events are open.`);
  let ending = false;
  const mustHaveRoom = () => {
    if (ending) throw new ProblemError('shutting-down', 'The service is shutting down. Connect again shortly.');
    if (open.size >= most) throw tooMany;
  };

  return {
    mustHaveRoom,
    open(response, headers, begin) {
      mustHaveRoom();
      if (response.destroyed) return;
      headers.push('content-type', 'text/event-stream', 'cache-control', 'no-store', 'connection', 'close');
      response.writeHead(200, headers);
      if (response.req.method === 'HEAD') {
        response.end();
        return connections.answered(response);
      }
      response.write(`retry: ${streamPolicy.reconnectMs}\n\n`);
      open.add(response);
      let beats = 0;
      const beat = setInterval(() => {
        if (response.writableEnded || response.writableLength > streamPolicy.mostUnreadBytes) response.destroy();
        else if (++beats > streamPolicy.mostHeartbeats) response.end();
        else response.write(':\n\n');
      }, streamPolicy.heartbeatMs);
      const ended = begin({
        send({ id, event, data }) {
          if (response.writableEnded) return;
          response.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
        },
        end: () => response.end(),
      });
      const leaves = () => response.destroy(); // who says no more does not wait for one answer here
      response.socket?.once('end', leaves);
      response.once('close', () => {
        clearInterval(beat);
        open.delete(response);
        connections.answered(response);
        ended();
      });
    },
    endAll() {
      ending = true;
      for (const response of open) response.end();
    },
  };
}
