import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { checkedUrls } from '../transport/connect.ts';

/** A message as a stranger makes it: any bytes where ours would have text. */
export interface ForeignMessage {
  /** The queue it goes to, by the default exchange. */
  queue: string;
  body: Uint8Array;
  /** Each at most 255 bytes. */
  contentType?: Uint8Array;
  messageId?: Uint8Array;
  /** What is inside of the header table, as it goes over the wire. */
  headers?: Uint8Array;
}

/**
 * A client of AMQP 0-9-1 that shares nothing with ours and checks nothing of what it is given: what other clients could send,
 * on purpose or by mistake, it sends. Resolves when the broker has taken them all.
 */
export async function sendAsStranger(brokerUrl: string, messages: Iterable<ForeignMessage>): Promise<void> {
  const [url] = checkedUrls(brokerUrl) as [URL];
  const { hostname: host } = url;
  const secure = url.protocol === 'amqps:';
  const port = Number(url.port) || (secure ? 5671 : 5672);
  const socket = secure ? connectTls({ host, port, servername: host }) : connectPlain({ host, port });
  await once(socket, secure ? 'secureConnect' : 'connect');
  const expect = answersOf(socket);
  try {
    socket.write(Buffer.from('AMQP\0\0\x09\x01', 'latin1'));
    await expect(START);
    const login = `\0${decodeURIComponent(url.username)}\0${decodeURIComponent(url.password)}`;
    socket.write(
      method(0, START_OK, long(0), short(Buffer.from('PLAIN')), long(login.length), Buffer.from(login), text('en_US')),
    );
    const tune = await expect(TUNE);
    socket.write(method(0, TUNE_OK, tune.subarray(0, 6), u16(0))); // no heartbeat: it is gone in seconds
    const vhost = url.pathname.length > 1 ? decodeURIComponent(url.pathname.slice(1)) : '/';
    socket.write(method(0, OPEN, text(vhost), text(''), u8(0)));
    await expect(OPEN_OK);
    socket.write(method(1, CHANNEL_OPEN, text('')));
    await expect(CHANNEL_OPEN_OK);
    for (const message of messages) {
      for (const frame of framesOf(message)) if (!socket.write(frame)) await once(socket, 'drain');
    }
    socket.write(method(1, CHANNEL_CLOSE, u16(200), text(''), u16(0), u16(0)));
    await expect(CHANNEL_CLOSE_OK); // in its order behind what was published
  } finally {
    socket.destroy();
  }
}

const START = 0x000a_000a;
const START_OK = 0x000a_000b;
const TUNE = 0x000a_001e;
const TUNE_OK = 0x000a_001f;
const OPEN = 0x000a_0028;
const OPEN_OK = 0x000a_0029;
const CONNECTION_CLOSE = 0x000a_0032;
const CHANNEL_OPEN = 0x0014_000a;
const CHANNEL_OPEN_OK = 0x0014_000b;
const CHANNEL_CLOSE = 0x0014_0028;
const CHANNEL_CLOSE_OK = 0x0014_0029;
const PUBLISH = 0x003c_0028;
const BODY_BYTES = 100_000;

const u8 = (n: number) => Buffer.of(n);
const u16 = (n: number) => Buffer.of(n >> 8, n & 255);
function long(n: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(n);
  return bytes;
}
const short = (bytes: Uint8Array) => Buffer.concat([u8(bytes.length), bytes]);
const text = (value: string) => short(Buffer.from(value));

const frame = (type: number, channel: number, ...parts: Uint8Array[]): Buffer => {
  const payload = Buffer.concat(parts);
  return Buffer.concat([u8(type), u16(channel), long(payload.length), payload, u8(0xce)]);
};
const method = (channel: number, id: number, ...args: Uint8Array[]) => frame(1, channel, long(id), ...args);

function* framesOf({ queue, body, contentType, headers, messageId }: ForeignMessage): Generator<Buffer> {
  yield method(1, PUBLISH, u16(0), text(''), text(queue), u8(0));
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(body.length));
  // In the order of their flags, the highest first; persistent.
  const flags = (contentType ? 0x8000 : 0) | (headers ? 0x2000 : 0) | 0x1000 | (messageId ? 0x0080 : 0);
  const properties = [
    ...(contentType ? [short(contentType)] : []),
    ...(headers ? [long(headers.length), headers] : []),
    u8(2),
    ...(messageId ? [short(messageId)] : []),
  ];
  yield frame(2, 1, u16(60), u16(0), size, u16(flags), ...properties);
  for (let at = 0; at < body.length; at += BODY_BYTES) yield frame(3, 1, body.subarray(at, at + BODY_BYTES));
}

/** Waits for one method of the broker, and gives its arguments. Throws with what the broker says when it closes instead. */
function answersOf(socket: Socket): (id: number) => Promise<Buffer> {
  let received: Buffer = Buffer.alloc(0);
  let over: Error | null = null;
  let wake = () => {};
  const end = (error: Error) => {
    over ??= error;
    wake();
  };
  socket.on('data', (piece: Buffer) => {
    received = Buffer.concat([received, piece]);
    wake();
  });
  socket.on('error', end);
  socket.on('close', () => end(new Error('The broker closed the connection.')));

  function next(): { id: number; args: Buffer } | null {
    if (received.length < 8) return null;
    const size = received.readUInt32BE(3);
    if (received.length < size + 8) return null;
    const payload = received.subarray(7, 7 + size);
    const isMethod = received[0] === 1;
    received = received.subarray(size + 8);
    return isMethod ? { id: payload.readUInt32BE(0), args: payload.subarray(4) } : next();
  }

  return async (id) => {
    for (;;) {
      const answer = next();
      if (answer?.id === id) return answer.args;
      if (answer?.id === CONNECTION_CLOSE || answer?.id === CHANNEL_CLOSE)
        throw new Error(`The broker refused it: ${answer.args.toString('latin1', 3, 3 + (answer.args[2] ?? 0))}`);
      if (answer) continue;
      if (over) throw over;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
}
