import kafkajs, { type Batch } from 'kafkajs';
import { atMost } from '../../common/base/at-most.ts';
import { clientFile, mendConnections } from './mended-connections.ts';
import { type Aborted, type FetchedRecord, type Room, readRecordSet } from './record-set.ts';

/**
 * What kafkajs 2.2.4 does wrong, and cannot be told to do right, is mended here, once for the process and for every client in
 * it. Each part has a test that fails without it, in `streaming-kafka/test/mended-client*`.
 *
 * - A batch it cannot unpack ends the consumer, for good: https://github.com/tulios/kafkajs/issues/1141, 1475. It unpacks
 *   whatever comes to whatever size, and makes objects of a whole answer before anybody can refuse one.
 * - It tells the end of what is committed as the end of a partition: behind an open transaction nothing seems to wait.
 * - A member waits for the answer to its heartbeat before it fetches again: behind a long link each record waits twice.
 * - And what `mended-connections.ts` tells of its connections.
 */
/** What an answer is read to at once: of our own events the partitions of a topic fill it. */
const room: Readonly<Room> = { records: 3000, bytes: 16 * 1024 * 1024 };

/** A batch as a consumer is given it: also of a partition that gave nothing. */
export interface FetchedBatch extends Batch {
  messages: FetchedRecord[];
  /** From where it was fetched. */
  fetchedOffset: string;
  /** Where the first open transaction begins, or the end. Nothing behind it is given to anybody. */
  lastStableOffset: string;
}

mendConnections();
readWithinBounds();
tellTheWholeLog();
fetchWhileBeating();

/** The bytes of a partition go through kafkajs as they came, behind an array of no records; they are read at its end. */
function readWithinBounds(): void {
  const answer = clientFile('protocol/requests/fetch/v11/response') as { decode(raw: Buffer): Promise<unknown> };
  answer.decode = async (raw) => decodeFetch(new Decoder(raw));
  interface ConsumerGroup {
    fetch(nodeId: string): Promise<(Batch & { fetchedOffset: string; rawMessages: Unread | [] })[]>;
  }
  const { prototype } = clientFile('consumer/consumerGroup') as { prototype: ConsumerGroup };
  const fetch = prototype.fetch;
  prototype.fetch = async function (this: ConsumerGroup, nodeId) {
    const left = { ...room };
    const batches = await fetch.call(this, nodeId);
    return batches.map((batch) =>
      Object.assign(batch, 'unread' in batch.rawMessages && read(batch, batch.rawMessages.unread, left)),
    );
  };
}

interface Partition {
  set: Buffer;
  lastStableOffset: string;
  aborted: Aborted[];
}
type Unread = [] & { unread: Partition };

/** What replaces the parts of a batch that say what is in it. kafkajs hands over none that says it is empty. */
function read(
  { fetchedOffset, highWatermark }: { fetchedOffset: string; highWatermark: string },
  unread: Partition,
  left: Room,
) {
  const { records, next } = readRecordSet(unread.set, BigInt(fetchedOffset), unread.aborted, left);
  const lagFrom = (offset: bigint) => String(BigInt(highWatermark) - 1n - offset);
  return {
    messages: records,
    rawMessages: [],
    lastStableOffset: unread.lastStableOffset,
    isEmpty: () => false,
    isEmptyDueToFiltering: () => false,
    firstOffset: () => records[0]?.offset ?? null,
    lastOffset: () => String(next - 1n),
    offsetLag: () => lagFrom(next - 1n),
    offsetLagLow: () => lagFrom(BigInt(records[0]?.offset ?? next - 1n)),
  };
}

interface ByteReader {
  readInt16(): number;
  readInt32(): number;
  readInt64(): { toString(): string };
  readString(): string;
  readBytes(length: number): Buffer;
  readArray<Item>(readItem: (from: ByteReader) => Item): Item[];
}
const Decoder = clientFile('protocol/decoder') as new (bytes: Buffer) => ByteReader;

/** Version 11 of the answer to a fetch: every broker since 2.3 speaks it. https://kafka.apache.org/protocol#The_Messages_Fetch */
const decodeFetch = (from: ByteReader) => ({
  throttleTime: 0,
  clientSideThrottleTime: from.readInt32(),
  errorCode: from.readInt16(),
  sessionId: from.readInt32(),
  responses: from.readArray(() => ({ topicName: from.readString(), partitions: from.readArray(decodePartition) })),
});

function decodePartition(from: ByteReader) {
  const partition = from.readInt32();
  const errorCode = from.readInt16();
  const highWatermark = from.readInt64().toString();
  const lastStableOffset = from.readInt64().toString();
  const lastStartOffset = from.readInt64().toString();
  const aborted = from.readArray(() => ({
    producerId: BigInt(from.readInt64().toString()),
    firstOffset: BigInt(from.readInt64().toString()),
  }));
  const preferredReadReplica = from.readInt32();
  const set = from.readBytes(Math.max(0, from.readInt32()));
  const messages = Object.assign([], { unread: { set, lastStableOffset, aborted } });
  return {
    partition,
    errorCode,
    highWatermark,
    lastStableOffset,
    lastStartOffset,
    preferredReadReplica,
    abortedTransactions: [],
    messages,
  };
}

/** Only an admin client asks without saying what of open transactions it wants to know; kafkajs then says: nothing. */
function tellTheWholeLog(): void {
  const READ_UNCOMMITTED = 0;
  interface Broker {
    listOffsets(request: { isolationLevel?: number }): Promise<unknown>;
  }
  const { prototype } = clientFile('broker/index') as { prototype: Broker };
  const listOffsets = prototype.listOffsets;
  prototype.listOffsets = function (this: Broker, { isolationLevel = READ_UNCOMMITTED, ...request }) {
    return listOffsets.call(this, { ...request, isolationLevel });
  };
}

/** An answer that takes longer than this is looked at when the next heartbeat is due. Nearby a member still learns at once what it is told. */
const BEAT_WAIT_MS = 20;

/** Whoever asks is told so until it has: each partition is worked on by itself, and who beats beside work throws nothing. */
const mustJoinAgain = (error: unknown): boolean =>
  ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'NOT_COORDINATOR_FOR_GROUP', 'UNKNOWN_MEMBER_ID'].includes(
    String((error as { type?: unknown }).type),
  );

function fetchWhileBeating(): void {
  interface ConsumerGroup {
    generationId: number | null;
    heartbeat(options: { interval: number }): Promise<void>;
  }
  const { prototype } = clientFile('consumer/consumerGroup') as { prototype: ConsumerGroup };
  const heartbeat = prototype.heartbeat;
  const unanswered = new WeakMap<ConsumerGroup, Promise<void>>(); // each resolves after BEAT_WAIT_MS at the latest
  const late = new WeakMap<ConsumerGroup, { error: unknown; generation: number | null }>();

  prototype.heartbeat = async function (this: ConsumerGroup, options) {
    const before = late.get(this);
    if (before) {
      const isNews = before.generation === this.generationId; // else it has joined again since
      if (!(isNews && mustJoinAgain(before.error))) late.delete(this);
      if (isNews) throw before.error;
    }
    if (unanswered.has(this)) return unanswered.get(this);
    const generation = this.generationId;
    let isLate = false;
    const answered = heartbeat
      .call(this, options)
      .catch((error: unknown) => {
        if (!isLate) throw error;
        late.set(this, { error, generation });
      })
      .finally(() => unanswered.delete(this));
    const noLater = atMost(BEAT_WAIT_MS, answered).finally(() => {
      isLate = true;
    });
    unanswered.set(this, noLater);
    await noLater;
  };
}

export { kafkajs };
