import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { OrderAnswer } from '../../common/contracts/answers.ts';
import { signatureOf } from '../../common/http/callback.ts';
import { createByteCounter } from './byte-counter.ts';

/** The key of a lab's callbacks: secret to nobody. */
const key = Buffer.from('the callbacks of a lab are signed with this');

const PATH = '/told/';

/** What lets a lab's services call back on this machine. */
export const callbackSettings = {
  CALLBACK_KEY: `whsec_${key.toString('base64')}`,
  LAB_CALLBACK_PRIVATE: '1',
};

/** An answer, and where it came: the place that was named with its order. */
export type Told = OrderAnswer & { place: string };

/** Whoever placed orders and waits to be called back. */
export interface Caller {
  /** To be named as `Callback-Url` of one order. `place`: what its answers are then known by. */
  urlOf(place: string): string;
  /** Every answer that it took, in order. */
  readonly got: Told[];
  /** How many were not signed with the key, came to no place, or are no answers. */
  readonly foreign: () => number;
  /** Requests, taken or not, and bytes of HTTP in both directions. */
  readonly cost: () => { requests: number; bytes: number };
  /** Until it is told otherwise, it takes what comes (200), or refuses it with this status. */
  answersWith(status: number): void;
  close(): Promise<void>;
}

/** `took` is called when an answer was taken. `port`: that of one before, which went away. */
export async function startCaller(took: (told: Told) => void = () => {}, port = 0): Promise<Caller> {
  const got: Told[] = [];
  let [status, foreign, requests] = [200, 0, 0];
  const counter = createByteCounter();
  const take = (path: string, headers: IncomingHttpHeaders, body: string): number => {
    requests++;
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = headers;
    const answer = OrderAnswer.safeParse(JSON.parse(body));
    const isOurs = signature === `v1,${signatureOf(key, String(id), String(at), body)}`;
    if (!isOurs || !answer.success || !path.startsWith(PATH)) foreign++;
    else if (status === 200) {
      const told = { ...answer.data, place: decodeURIComponent(path.slice(PATH.length)) };
      got.push(told);
      took(told);
    }
    return status;
  };
  const server = createServer((message, response) => {
    text(message).then(
      (body) => response.writeHead(take(message.url ?? '', message.headers, body)).end(),
      () => response.destroy(),
    );
  });
  server.on('connection', counter.add);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`;
  return {
    urlOf: (place) => base + encodeURIComponent(place),
    got,
    foreign: () => foreign,
    cost: () => ({ requests, bytes: counter.bytes() }),
    answersWith(given) {
      status = given;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
