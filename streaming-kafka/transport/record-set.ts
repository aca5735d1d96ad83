import type { KafkaMessage } from 'kafkajs';
import { unpack } from './unpack.ts';

/** A record as it was fetched. `unreadable`: it stands for so many records of a batch that nobody can read, and says why. */
export type FetchedRecord = KafkaMessage & { unreadable?: { why: string; records: number } };

/** How much more of one answer is read now; counted down. What does not fit comes with the next answer. */
export interface Room {
  records: number;
  bytes: number;
}

/** A transaction that was given up: from where on, and whose. */
export interface Aborted {
  producerId: bigint;
  firstOffset: bigint;
}

/** What a batch is unpacked to at most: far more than a producer packs by itself, far less than a process has. */
const MOST_UNPACKED_BYTES = 8 * 1024 * 1024;
/** Only as many are looked at, and none with a longer name. */
const MOST_HEADERS = 100;
const LONGEST_HEADER_NAME = 255;

/** Places in a batch: https://kafka.apache.org/documentation/#recordbatch */
const at = { length: 8, magic: 16, attributes: 21, lastDelta: 23, time: 27, producerId: 43, count: 57, records: 61 };
const BEFORE_BATCH = 12;
const attribute = { codec: 0x07, transactional: 0x10, control: 0x20 };
/** Formats of before Kafka 0.11 are 0 and 1: read by nobody here. */
const MAGIC = 2;

/**
 * What one partition gave to one fetch, from an offset on: records, without those of transactions that were given up, and the
 * offset to go on with. A batch that cannot be read is one record that says so, and is passed; `room` bounds how many
 * objects a few bytes can become.
 */
export function readRecordSet(set: Buffer, from: bigint, aborted: readonly Aborted[], room: Room) {
  const records: FetchedRecord[] = [];
  const ended = aborted.toSorted((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  const givenUp = new Set<bigint>();
  let next = from;
  for (let start = 0; start + at.magic < set.length; ) {
    const end = start + BEFORE_BATCH + set.readInt32BE(start + at.length);
    if (end > set.length || end <= start + at.magic) break; // cut off: it comes whole with the next fetch
    const batch = set.subarray(start, end);
    start = end;
    const known = batch[at.magic] === MAGIC && batch.length >= at.records;
    const last = batch.readBigInt64BE(0) + BigInt(known ? batch.readInt32BE(at.lastDelta) : 0);
    if (last < from) continue;
    if (!known) {
      records.push(unreadable(batch, last, 1, 'its format is older than Kafka 0.11'));
      next = last + 1n;
      continue;
    }
    const attributes = batch.readInt16BE(at.attributes);
    const producerId = batch.readBigInt64BE(at.producerId);
    while (ended[0] && ended[0].firstOffset <= last) givenUp.add((ended.shift() as Aborted).producerId);
    if (attributes & attribute.control) givenUp.delete(producerId);
    else if (!(attributes & attribute.transactional && givenUp.has(producerId))) {
      if (!readBatch(batch, from, last, room, records)) return { records, next: nextAfter(records, next) };
    }
    next = last + 1n;
  }
  return { records, next };
}

const nextAfter = (records: FetchedRecord[], atLeast: bigint): bigint => {
  const after = BigInt(records.at(-1)?.offset ?? -1) + 1n;
  return after > atLeast ? after : atLeast;
};

/** Adds the records of a batch. False when there was no room for all of them. */
function readBatch(batch: Buffer, from: bigint, last: bigint, room: Room, into: FetchedRecord[]): boolean {
  const count = batch.readInt32BE(at.count);
  let read = 0;
  try {
    if (room.bytes <= 0) return false;
    const codec = batch.readInt16BE(at.attributes) & attribute.codec;
    const bytes = unpack(codec, batch.subarray(at.records), MOST_UNPACKED_BYTES);
    const reader = readerOf(bytes);
    const base = batch.readBigInt64BE(0);
    const time = Number(batch.readBigInt64BE(at.time));
    if (codec > 0) room.bytes -= bytes.length;
    for (; read < count; read++) {
      const length = reader.varint();
      const end = reader.at() + length;
      if (length < 0 || end > bytes.length) throw new Error('a record ends behind its batch');
      reader.skip(1);
      const timestamp = String(time + reader.varint());
      const offset = base + BigInt(reader.varint());
      if (offset >= from) {
        if (room.records <= 0 || room.bytes <= 0) return false;
        room.records--;
        if (codec === 0) room.bytes -= length;
        const [key, value] = [reader.bytes(end), reader.bytes(end)];
        into.push({ key, value, headers: headersIn(reader, end), offset: String(offset), timestamp, attributes: 0 });
      }
      reader.goTo(end);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    into.push(unreadable(batch, last, Math.max(1, count - read), why));
  }
  return true;
}

const unreadable = (batch: Buffer, last: bigint, records: number, why: string): FetchedRecord => ({
  key: null,
  value: batch,
  headers: {},
  offset: String(last),
  timestamp: '0',
  attributes: 0,
  unreadable: { why, records },
});

/** Of one name the first. */
function headersIn(reader: Reader, end: number): Record<string, Buffer> {
  const headers: Record<string, Buffer> = Object.create(null);
  const count = Math.min(reader.varint(), MOST_HEADERS);
  for (let header = 0; header < count; header++) {
    const name = reader.bytes(end);
    const value = reader.bytes(end);
    if (name && value && name.length <= LONGEST_HEADER_NAME) headers[name.toString()] ??= value;
  }
  return headers;
}

type Reader = ReturnType<typeof readerOf>;

function readerOf(bytes: Buffer) {
  let here = 0;
  const reader = {
    at: () => here,
    goTo(there: number): void {
      here = there;
    },
    skip(count: number): void {
      here += count;
    },
    /** A number of variable length, zigzag encoded: https://protobuf.dev/programming-guides/encoding/#signed-ints */
    varint(): number {
      let value = 0;
      for (let scale = 1; ; scale *= 128) {
        const byte = bytes.readUInt8(here++);
        value += (byte & 0x7f) * scale;
        if (byte < 0x80) break;
      }
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    },
    /** Bytes behind their length, within their record; null where there are none. */
    bytes(end: number): Buffer | null {
      const length = reader.varint();
      if (length < 0) return null;
      if (length > end - here) throw new Error('a part of a record ends behind it');
      here += length;
      return bytes.subarray(here - length, here);
    },
  };
  return reader;
}
