import type { Kafka } from 'kafkajs';
import { readOutboxes } from '../../common/operator/store-reader.ts';
import type { Topology } from '../topology.ts';
import { toTopic } from '../transport/publish.ts';
import { headersOf, produce } from './connect.ts';

/** Appends the events of one order once more, each with its own id. Returns how many. */
export async function deliverAgain(kafka: Kafka, topology: Topology, dataFolder: string, orderId: string) {
  const rows = await readOutboxes(dataFolder, topology.shape, orderId);
  await produce(
    kafka,
    rows.map((row) => toTopic(topology, row)),
  );
  return rows.length;
}

/** Appends any bytes to a topic, as a broken producer would; the broker takes them all. */
export async function inject(kafka: Kafka, topic: string, bytes: Uint8Array, id: string) {
  await produce(kafka, [{ topic, key: id, value: Buffer.from(bytes), headers: headersOf(id) }]);
  return null;
}
