import type { ChannelModel } from 'amqplib';

/** What amqplib 2.3.1 has inside: bytes that came, and how the next frame is made of them. */
interface Reading {
  rest: Buffer;
  recvFrame(): unknown;
}

/**
 * amqplib decodes the header table of a message before anybody is told of it, and ends the connection when it cannot: for a
 * type it does not know (https://github.com/amqp-node/amqplib/pull/646), or one table inside the other thousands of times.
 * The message comes again on the next connection, and ends that one too, for ever. No header decides anything here: such a
 * table is read as an empty one, and whatever the message is, it is handled or parked like any other.
 */
export function readPast({ connection }: ChannelModel): void {
  const reading = connection as unknown as Reading;
  const recvFrame = reading.recvFrame.bind(reading);
  reading.recvFrame = () => {
    const before = reading.rest;
    try {
      return recvFrame();
    } catch (error) {
      const emptied = withEmptyTable(before);
      if (emptied === null) throw error;
      reading.rest = emptied;
      return recvFrame();
    }
  };
}

const HEADER_FRAME = 2;
/** Type, channel and size of a frame. */
const FRAME_START = 7;
/** Of the payload: class, weight, size of the body. Then come two bytes of flags, and the properties. */
const FLAGS_AT = FRAME_START + 12;
const flag = { contentType: 0x8000, contentEncoding: 0x4000, headers: 0x2000 };

/**
 * The same bytes, where they begin with a whole frame of properties with a header table, without what is in that table; null
 * where they do not. Source: AMQP 0-9-1, sections 4.2.3 and 4.2.6.
 */
function withEmptyTable(bytes: Buffer): Buffer | null {
  if (bytes.length < FLAGS_AT + 2 || bytes[0] !== HEADER_FRAME) return null;
  const size = bytes.readUInt32BE(3);
  const flags = bytes.readUInt16BE(FLAGS_AT);
  if (!(flags & flag.headers) || bytes.length < FRAME_START + size + 1) return null;
  let at = FLAGS_AT + 2;
  for (const shortText of [flag.contentType, flag.contentEncoding]) {
    if (flags & shortText) at += 1 + bytes.readUInt8(at);
  }
  const table = bytes.readUInt32BE(at);
  if (at + 4 + table > FRAME_START + size) return null;
  const start = Buffer.from(bytes.subarray(0, at + 4));
  start.writeUInt32BE(size - table, 3);
  start.writeUInt32BE(0, at);
  return Buffer.concat([start, bytes.subarray(at + 4 + table)]);
}
