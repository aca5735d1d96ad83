import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { uncompress } from 'snappyjs';
import { unpackLz4 } from './unpack-lz4.ts';

type Unpack = (packed: Buffer, most: number) => Buffer;

/** By their number in the attributes of a record batch: https://kafka.apache.org/documentation/#recordbatch */
const codecs: Record<number, Unpack> = {
  0: (bytes) => bytes,
  1: (packed, most) => gunzipSync(packed, { maxOutputLength: most }),
  2: unpackSnappy,
  3: unpackLz4,
  4: (packed, most) => zstdDecompressSync(packed, { maxOutputLength: most }),
};

/** The records of a batch, whatever another client packed them with. Throws when they are more than `most` bytes. */
export function unpack(codec: number, packed: Buffer, most: number): Buffer {
  const by = codecs[codec];
  if (!by) throw new Error(`Nobody knows the compression ${codec}.`);
  return by(packed, most);
}

/** What the Java client puts around Snappy: a header of 16 bytes, then blocks, each behind its length. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);

function unpackSnappy(packed: Buffer, most: number): Buffer {
  if (!packed.subarray(0, XERIAL.length).equals(XERIAL)) return uncompress(packed, most);
  const blocks: Buffer[] = [];
  let room = most;
  for (let at = 16; at < packed.length; ) {
    const size = packed.readUInt32BE(at);
    if (size > packed.length - at - 4) throw new Error('A Snappy block ends behind its batch.');
    const block = uncompress(packed.subarray(at + 4, at + 4 + size), room);
    blocks.push(block);
    room -= block.length;
    at += 4 + size;
  }
  return Buffer.concat(blocks);
}
