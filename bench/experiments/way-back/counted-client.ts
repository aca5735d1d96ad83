import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { createByteCounter } from '../../lab/byte-counter.ts';

/** What came back. `body` is read to its end. */
export interface Answered {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
}

interface Sent {
  headers?: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

export interface Cost {
  requests: number;
  bytes: number;
}

/** A client that knows what it has cost. */
export interface CountedClient {
  ask(method: 'GET' | 'POST', url: string, sent: Sent): Promise<Answered>;
  /** As `ask`, for an answer that goes on: it is the caller's to be read. */
  open(url: string, sent: Sent): Promise<IncomingMessage>;
  /** Bytes of HTTP in both directions, heads and all, and requests. */
  cost(): Cost;
  /** Ends its connections; what it has cost stays known. */
  hangUp(): void;
}

export function createCountedClient(): CountedClient {
  const counter = createByteCounter();
  let agent = new Agent({ keepAlive: true });
  let requests = 0;

  function open(method: 'GET' | 'POST', url: string, { headers = {}, body, signal }: Sent): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    requests++;
    const asked = request(url, { method, agent, headers, signal }, resolve);
    asked.once('socket', counter.add);
    asked.once('error', reject);
    asked.end(body);
    return promise;
  }

  return {
    async ask(method, url, sent) {
      const response = await open(method, url, sent);
      return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
    },
    open: (url, sent) => open('GET', url, sent),
    cost: () => ({ requests, bytes: counter.bytes() }),
    hangUp() {
      agent.destroy();
      agent = new Agent({ keepAlive: true });
    },
  };
}
