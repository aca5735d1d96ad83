import type { Admin, Kafka } from 'kafkajs';
import type { Parked } from '../../common/mode.ts';
import { deadLettersOf, type Topology } from '../topology.ts';
import type { Outgoing } from '../transport/publish.ts';
import { headersOf, idOf, produce, type Read, readAll } from './connect.ts';
import { deleteBefore } from './rewind.ts';

/** Reads every dead-letter topic from its first record. */
export async function readParked(kafka: Kafka, { consumers }: Topology): Promise<Parked[]> {
  const parked: Parked[] = [];
  for (const { group } of consumers) {
    for (const record of await readAll(kafka, deadLettersOf(group))) {
      const { value, headers } = record;
      const body = value?.toString('utf8') ?? '';
      parked.push({
        messageId: parkedIdOf(record),
        orderId: /"subject":"([0-9a-f-]{36})"/.exec(body)?.[1] ?? null,
        consumer: group,
        reason: headers?.['x-reason']?.toString() ?? 'unknown',
        body,
      });
    }
  }
  return parked;
}

/**
 * Appends dead letters once more to the topic they come from: all, or those with this message id. Returns how many. A topic
 * cannot give up one record from its middle: those that stay are appended again, as they were, and the rest is deleted.
 */
export async function redrive(kafka: Kafka, admin: Admin, { consumers }: Topology, only?: string): Promise<number> {
  const parked = new Map<string, Read[]>();
  for (const { group } of consumers) {
    const topic = deadLettersOf(group);
    parked.set(topic, await readAll(kafka, topic));
  }
  const isChosen = (record: Read) => only === undefined || parkedIdOf(record) === only;
  // What two groups parked is one record of one topic, which both read again: produced twice, it would multiply.
  const chosen = new Map<string, Outgoing>();
  for (const { key, value, headers } of [...parked.values()].flat().filter(isChosen)) {
    const origin = headers?.['x-origin']?.toString() as string;
    const topic = origin.split('/')[0] as string;
    chosen.set(origin, { topic, key, value, headers: headersOf(headers?.['x-message-id']?.toString()) });
  }
  if (chosen.size > 0) await produce(kafka, [...chosen.values()]);
  // Only now: a crash in between delivers them twice, and the inbox takes care of that.
  for (const [topic, records] of parked) {
    if (!records.some(isChosen)) continue;
    const staying = records.filter((record) => !isChosen(record)).map((record) => copyTo(topic, record));
    if (staying.length > 0) await produce(kafka, staying);
    const end = Number(records.at(-1)?.offset) + 1;
    await deleteBefore(admin, topic, [{ partition: 0, offset: end }]);
  }
  return chosen.size;
}

/** The id under which a parked record is known: the header that tells of unreadable bytes, or the event's own. */
const parkedIdOf = ({ value, headers }: Read): string | null =>
  headers?.['x-message-id']?.toString() ?? idOf(value?.toString('utf8') ?? '');

const copyTo = (topic: string, { key, value, headers = {} }: Read): Outgoing => ({
  topic,
  key,
  value,
  headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, header?.toString() ?? ''])),
});
