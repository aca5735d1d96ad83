import type { Admin, Kafka } from 'kafkajs';
import { orderInParked, whyNotRedriven } from '../../common/messaging/parked-copy.ts';
import type { Parked } from '../../common/mode.ts';
import { type Consumer, deadLettersOf, parkPolicy, type Topology } from '../topology.ts';
import type { Outgoing } from '../transport/publish.ts';
import { requestHeadersIn } from '../transport/requests.ts';
import { headersOf, idOf, produce, type Read, readAll } from './connect.ts';
import { deleteBefore } from './rewind.ts';

/** Reads every dead-letter topic from its first record. */
export async function readParked(kafka: Kafka, { consumers }: Topology): Promise<Parked[]> {
  const parked: Parked[] = [];
  for (const consumer of consumers) {
    for (const record of await readAll(kafka, deadLettersOf(consumer.group))) {
      const body = record.value?.toString('utf8') ?? '';
      const stays = wayBack(consumer, record).stays;
      parked.push({
        messageId: parkedIdOf(record),
        orderId: orderInParked(body),
        consumer: consumer.group,
        reason: header(record, 'x-reason') ?? 'unknown',
        body,
        ...(stays !== undefined && { stays }),
      });
    }
  }
  return parked;
}

/**
 * Appends dead letters once more to the partition they come from: all, or those with this message id. Returns how many. One
 * that cannot go back stays, and no other waits for it. A topic cannot give up one record from its middle: those that stay
 * are appended again, as they were, and the rest is deleted.
 */
export async function redrive(kafka: Kafka, admin: Admin, { consumers }: Topology, only?: string): Promise<number> {
  // What two groups parked is one record of one topic, which both read again: produced twice, it would multiply.
  const going = new Map<string, Outgoing>();
  const emptied: { topic: string; records: Read[]; staying: Read[] }[] = [];
  for (const consumer of consumers) {
    const topic = deadLettersOf(consumer.group);
    const records = await readAll(kafka, topic);
    const staying: Read[] = [];
    for (const record of records) {
      const { to } = wayBack(consumer, record);
      if (!to || (only !== undefined && parkedIdOf(record) !== only)) staying.push(record);
      else going.set(header(record, 'x-origin') as string, to);
    }
    if (staying.length < records.length) emptied.push({ topic, records, staying });
  }
  await produceInParts(kafka, [...going.values()]);
  // Only now: a crash in between delivers them twice, and the inbox takes care of that.
  for (const { topic, records, staying } of emptied) {
    await produceInParts(
      kafka,
      staying.map((record) => copyTo(topic, record)),
    );
    const ends = new Map(records.map(({ partition, offset }) => [partition, Number(offset) + 1]));
    const keepFrom = [...ends].map(([partition, offset]) => ({ partition, offset }));
    await deleteBefore(admin, topic, keepFrom);
  }
  return going.size;
}

/** The record as it was, on its way back to where it lay; or why it stays. */
function wayBack(
  { topics }: Pick<Consumer, 'topics'>,
  record: Read,
): { to: Outgoing; stays?: never } | { stays: string; to?: never } {
  const [, topic = '', partition] = /^(.+)\/(\d{1,9})\/\d{1,19}$/.exec(header(record, 'x-origin') ?? '') ?? [];
  if (partition === undefined) return { stays: 'It does not say where it comes from.' };
  if (!topics.includes(topic)) return { stays: 'It says that it comes from where its group reads nothing.' };
  if (record.unreadable) return { stays: 'It cannot be read itself.' };
  if (header(record, 'x-records'))
    return { stays: 'It stands for a batch that cannot be read; the log keeps the whole.' };
  const cut = whyNotRedriven(header(record, 'x-cut-from') ?? header(record, 'x-key-cut-from'));
  if (cut !== null) return { stays: cut };
  const headers = { ...requestHeadersIn((name) => header(record, name)), ...headersOf(header(record, 'x-message-id')) };
  return { to: { topic, partition: Number(partition), key: record.key, value: record.value, headers } };
}

/** The id under which a parked record is known: the header that tells of unreadable bytes, or of an order; or the event's own. */
const parkedIdOf = (record: Read): string | null =>
  header(record, 'x-message-id') ?? header(record, 'message-id') ?? idOf(record.value?.toString('utf8') ?? '');

const header = ({ headers }: Read, name: string): string | undefined => headers?.[name]?.toString();

const copyTo = (topic: string, { partition, key, value, headers = {} }: Read): Outgoing => ({
  topic,
  partition,
  key,
  value,
  headers: Object.fromEntries(Object.entries(headers).map(([name, one]) => [name, one?.toString() ?? ''])),
});

/** Somebody else's dead letters may be as large as a broker takes: what does not fit together goes alone. */
async function produceInParts(kafka: Kafka, records: Outgoing[]): Promise<void> {
  let part: Outgoing[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = parkPolicy.headerBytes + (record.value?.length ?? 0);
    if (part.length > 0 && bytes + size > parkPolicy.bytesAtOnce) {
      await produce(kafka, part);
      part = [];
      bytes = 0;
    }
    part.push(record);
    bytes += size;
  }
  if (part.length > 0) await produce(kafka, part);
}
