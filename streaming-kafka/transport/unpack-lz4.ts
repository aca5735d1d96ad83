const MAGIC = 0x184d2204;
/** Bits of the descriptor: what stands in the frame beside its blocks. */
const flags = { version: 0xc0, blockSum: 0x10, contentSize: 0x08, dictionary: 0x01 };
const VERSION_1 = 0x40;
const LARGEST_BLOCK = 4 * 1024 * 1024;

/**
 * One LZ4 frame, as Kafka packs a record batch. Written here because no library at hand bounds what it unpacks. Throws when
 * it is none, or is more than `most` bytes. Source: the frame format in https://github.com/lz4/lz4/tree/dev/doc
 */
export function unpackLz4(packed: Buffer, most: number): Buffer {
  const descriptor = packed.readUInt8(4);
  const unknown = packed.readUInt32LE(0) !== MAGIC || (descriptor & flags.version) !== VERSION_1;
  if (unknown || descriptor & flags.dictionary) throw new Error('It is no LZ4 frame of version 1.');
  const first = 7 + (descriptor & flags.contentSize ? 8 : 0);
  const sumBytes = descriptor & flags.blockSum ? 4 : 0;
  const blocks = [...blocksOf(packed, first, sumBytes)];
  const room = blocks.reduce((sum, { bytes, isPacked }) => sum + (isPacked ? LARGEST_BLOCK : bytes.length), 0);
  const out = Buffer.allocUnsafe(Math.min(room, most));
  let filled = 0;
  for (const { bytes, isPacked } of blocks) {
    filled = isPacked ? unpackBlock(bytes, out, filled) : copyTo(out, filled, bytes);
  }
  return out.subarray(0, filled);
}

function* blocksOf(packed: Buffer, first: number, sumBytes: number) {
  for (let at = first; ; ) {
    const word = packed.readUInt32LE(at);
    at += 4;
    if (word === 0) return;
    const size = word & 0x7fffffff;
    if (size > packed.length - at) throw new Error('An LZ4 block ends behind its frame.');
    yield { bytes: packed.subarray(at, at + size), isPacked: word === size };
    at += size + sumBytes;
  }
}

/** Source: the block format there. */
function unpackBlock(block: Buffer, out: Buffer, start: number): number {
  let at = 0;
  let to = start;
  const lengthOf = (nibble: number): number => {
    let length = nibble;
    if (nibble < 15) return length;
    for (let more = 255; more === 255; length += more) more = block.readUInt8(at++);
    return length;
  };
  while (at < block.length) {
    const token = block.readUInt8(at++);
    const literals = lengthOf(token >> 4);
    if (literals > block.length - at) throw new Error('An LZ4 literal ends behind its block.');
    to = copyTo(out, to, block.subarray(at, at + literals));
    at += literals;
    if (at === block.length) break; // the last sequence has no match
    const back = block.readUInt16LE(at);
    at += 2;
    const length = lengthOf(token & 15) + 4;
    if (back === 0 || back > to) throw new Error('An LZ4 match begins before its frame.');
    if (length > out.length - to) throw tooLarge();
    if (back >= length) out.copyWithin(to, to - back, to - back + length);
    else for (let byte = 0; byte < length; byte++) out[to + byte] = out[to + byte - back] as number;
    to += length;
  }
  return to;
}

function copyTo(out: Buffer, at: number, bytes: Buffer): number {
  if (bytes.length > out.length - at) throw tooLarge();
  bytes.copy(out, at);
  return at + bytes.length;
}

const tooLarge = () => new RangeError('Unpacked it is too large.');
