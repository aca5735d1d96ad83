import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

/**
 * What kafkajs 2.2.4 does wrong with its connections, mended as the rest in `mended-client.ts`.
 *
 * - It looks a thousand times a second whether a request waits, on every connection that was ever used, and asks Node for a
 *   timer of a negative time to do so: https://github.com/tulios/kafkajs/issues/1704, 1751; pull requests 1755, 1768.
 * - A broker that takes connections and says nothing, or closes them, is asked again and again; only of one that takes none it
 *   tries the next.
 * - On a connection that fell silent it asks again and again, a whole request timeout each time:
 *   https://github.com/tulios/kafkajs/issues/42, 1163. The clients of Java and C then open another one.
 * - What came of an answer before its connection was closed is taken for the begin of what comes on the next one: all answers on
 *   it are lost. And it goes on listening to one that it has ended: what ends there, behind a long link seconds later, ends the
 *   next one in its place, and that the one after it, in circles.
 */
const load = createRequire(import.meta.url) as (file: string) => unknown;
export const clientFile = (file: string) => load(`kafkajs/src/${file}.js`);

type Kind<Told = unknown> = new (message: string) => Error & Told;
const { KafkaJSConnectionError, KafkaJSConnectionClosedError, KafkaJSRequestTimeoutError } = clientFile('errors') as {
  KafkaJSConnectionError: Kind;
  KafkaJSConnectionClosedError: Kind;
  KafkaJSRequestTimeoutError: Kind<{ correlationId: number }>;
};

export function mendConnections(): void {
  lookOnlyWhenSomethingWaits();
  leaveTheSilent();
  closeWhatFellSilent();
  beginEachWithNothing();
  hearNoMoreOfTheLast();
}

function lookOnlyWhenSomethingWaits(): void {
  interface RequestQueue {
    pending: unknown[];
    scheduleCheckPendingRequests(): void;
  }
  const { prototype } = clientFile('network/requestQueue/index') as { prototype: RequestQueue };
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}

/** Who does not answer the first request of a connection, or closes it, is as good as away. */
function leaveTheSilent(): void {
  interface Broker {
    connect(): Promise<void>;
  }
  const { prototype } = clientFile('broker/index') as { prototype: Broker };
  const connect = prototype.connect;
  prototype.connect = function (this: Broker) {
    return connect.call(this).catch((error: Error) => {
      const isAway = [KafkaJSRequestTimeoutError, KafkaJSConnectionClosedError].some((kind) => error instanceof kind);
      throw isAway ? new KafkaJSConnectionError(error.message) : error;
    });
  };
}

interface Connection {
  /** Undefined before it first connects. */
  socket: Socket | undefined;
  /** What has come of an answer that is not whole yet, and how much of it is needed. */
  chunks: Buffer[];
  bytesBuffered: number;
  bytesNeeded: number;
  /** The requests that wait for their answer, the oldest first. */
  requestQueue: { inflight: Map<number, unknown> };
  isConnected(): boolean;
  connect(): Promise<true>;
  send(request: object): Promise<unknown>;
  rejectRequests(error: Error): void;
  disconnect(): Promise<true>;
}
const { prototype: connections } = clientFile('network/connection') as { prototype: Connection };

/**
 * A broker answers the requests of a connection in their order. So one whose oldest request got no answer in time is silent, and
 * what else waits there gets none either; behind a request to join, which may take long, a late one says nothing.
 */
function closeWhatFellSilent(): void {
  const { send } = connections;
  connections.send = async function (this: Connection, request) {
    const { socket } = this;
    try {
      return await send.call(this, request);
    } catch (error) {
      const [oldest = Number.POSITIVE_INFINITY] = this.requestQueue.inflight.keys();
      const isSilent = error instanceof KafkaJSRequestTimeoutError && error.correlationId < oldest;
      if (isSilent && this.socket === socket) {
        this.rejectRequests(new KafkaJSConnectionError('The connection fell silent.'));
        await this.disconnect();
        socket?.destroy(); // whatever it says later is for nobody
      }
      throw error;
    }
  };
}

function beginEachWithNothing(): void {
  const LENGTH_BYTES = 4;
  const { connect } = connections;
  connections.connect = function (this: Connection) {
    if (!this.isConnected()) Object.assign(this, { chunks: [], bytesBuffered: 0, bytesNeeded: LENGTH_BYTES });
    return connect.call(this);
  };
}

function hearNoMoreOfTheLast(): void {
  const { disconnect } = connections;
  connections.disconnect = async function (this: Connection) {
    const { socket } = this;
    const done = await disconnect.call(this);
    socket?.destroySoon();
    return done;
  };
}
