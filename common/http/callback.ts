import { createHmac } from 'node:crypto';
import { Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Settings } from '../base/config.ts';
import { isPublic } from './public-address.ts';
import { resolveName } from './resolve-name.ts';

export const callbackPolicy = {
  /** From looking up the name to the end of the answer. */
  deadlineMs: 5000,
  /** Of an answer nothing is needed but its status; whoever sends more than this is not read to the end. */
  mostAnswerBytes: 16 * 1024,
  idleMs: 10_000,
  mostPlacesKept: 16,
};

/** The place is one where nothing may be sent to. */
export class ForbiddenPlace extends Error {
  override readonly name = 'ForbiddenPlace';
}

export interface CallbackClient {
  /** Resolves once the other side has taken it, with a 2xx. `id` is the same whenever it is sent again. */
  send(url: string, id: string, body: string): Promise<void>;
  close(): void;
}

/**
 * Sends to addresses that strangers name, and so nowhere but where a stranger could send himself:
 *
 *   name ─▶ all its addresses ─▶ one is not public: nothing is sent ─▶ a connection to the first of them, no name in between
 *
 * A redirect is an answer like any other that is no 2xx: nobody follows it. Signed as Standard Webhooks has it, so that
 * whoever takes it knows who sent it, and when.
 */
export function createCallbackClient(
  settings: Pick<Settings, 'CALLBACK_KEY' | 'LAB_CALLBACK_PRIVATE' | 'LAB_WITHOUT'>,
  lookup: (name: string, signal?: AbortSignal) => Promise<string[]> = resolveName,
): CallbackClient {
  const { CALLBACK_KEY: key = '', LAB_CALLBACK_PRIVATE: anywhere, LAB_WITHOUT: without } = settings;
  const secret = Buffer.from(key.replace(/^whsec_/, ''), 'base64');
  const keeping = { keepAlive: true, timeout: callbackPolicy.idleMs };
  const agents = { plain: new PlainAgent(keeping), tls: new TlsAgent(keeping) };

  async function addressFor(name: string, signal: AbortSignal | undefined): Promise<string> {
    const addresses = isIP(name) ? [name] : await lookup(name, signal);
    const local = anywhere ? undefined : addresses.find((address) => !isPublic(address));
    if (local !== undefined) throw new ForbiddenPlace('The callback leads to an address that is not public.');
    const [first] = addresses;
    if (first === undefined) throw new Error('The name of the callback has no address.');
    return first;
  }

  async function send(url: string, id: string, body: string, signal: AbortSignal | undefined): Promise<void> {
    const { protocol, hostname, port, host, pathname, search } = new URL(url);
    const name = hostname.replace(/^\[(.*)\]$/, '$1');
    const address = await addressFor(name, signal);
    signal?.throwIfAborted();
    const timestamp = String(Math.floor(Date.now() / 1000));
    const isTls = protocol === 'https:';
    const status = await post(isTls ? tlsRequest : plainRequest, body, {
      host: address,
      port: port === '' ? (isTls ? 443 : 80) : Number(port),
      path: pathname + search,
      agent: isTls ? agents.tls : agents.plain,
      ...(isTls && !isIP(name) && { servername: name }),
      ...(signal && { signal }),
      headers: {
        host,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signatureOf(secret, id, timestamp, body)}`,
      },
    });
    forgetOldest(isTls ? agents.tls : agents.plain);
    if (status < 200 || status > 299) throw new Error(`The callback was answered with ${status}.`);
  }

  return {
    async send(url, id, body) {
      if (without.includes('timeouts')) return send(url, id, body, undefined);
      const signal = AbortSignal.timeout(callbackPolicy.deadlineMs);
      const { promise: late, reject } = Promise.withResolvers<never>();
      signal.addEventListener('abort', () => reject(new Error('The callback was not answered in time.')));
      return Promise.race([send(url, id, body, signal), late]);
    },
    close() {
      agents.plain.destroy();
      agents.tls.destroy();
    },
  };
}

/** Connections to so many places are kept: callers name places and ports as they like. Those of the place kept longest are ended. */
function forgetOldest({ freeSockets }: PlainAgent): void {
  const kept = Object.values(freeSockets);
  if (kept.length > callbackPolicy.mostPlacesKept) for (const socket of kept[0] ?? []) socket.destroy();
}

/** Over the id, the time and the body, in base64. */
export const signatureOf = (secret: Uint8Array, id: string, timestamp: string, body: string): string =>
  createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');

/** Sends, and resolves with the status of the answer. */
function post(
  by: typeof plainRequest | typeof tlsRequest,
  body: string,
  options: Parameters<typeof tlsRequest>[1] & object,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const request = by({ ...options, method: 'POST' }, (response) => {
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > callbackPolicy.mostAnswerBytes) response.destroy();
    });
    response.on('error', () => {}); // its status is known
    response.once('close', () => resolve(response.statusCode ?? 0));
  });
  request.once('error', reject);
  request.end(body);
  return promise;
}
