import type { LabEvent } from '../common/contracts/payments.ts';
import type { Handle } from '../common/messaging/deliver.ts';
import type { OutboxRow } from '../common/messaging/outbox.ts';
import type { RequestsMedium } from '../common/service/event-service.ts';
import type { ServiceContext } from '../common/service/run-service.ts';
import { type Consumer, type Topology, topologyOf } from './topology.ts';
import { connectTo } from './transport/connect.ts';
import { consumeFrom, readEvent } from './transport/consume.ts';
import { prepareFor } from './transport/declare.ts';
import { createPark } from './transport/park.ts';
import { createPublisher } from './transport/publish.ts';
import type { FetchedRecord } from './transport/record-set.ts';
import { readRequest, replyBy } from './transport/requests.ts';

export interface Transport {
  topology: Topology;
  /** Resolves with the rows the broker has confirmed; throws when the outcome of the batch is not known. */
  publish(rows: OutboxRow[]): Promise<OutboxRow[]>;
  /**
   * Hands over batches in the order of each partition. The offset of a batch is committed after `handle` returned. `atOnce`:
   * single records instead, so many at a time.
   */
  consume<Event extends LabEvent>(consumer: Consumer<Event>, handle: Handle<Event>, atOnce?: number | null): void;
  /** Orders of clients that speak the broker, where they are taken. */
  readonly requests: RequestsMedium | undefined;
  /** Throws with the reason while the broker cannot be used. */
  ready(): Promise<void>;
  /** No new batches; resolves when those in hand are handled, and the broker knows. */
  stopConsuming(): Promise<void>;
  close(): Promise<void>;
}

/**
 *   outbox ──▶ publish ──▶ topic ──▶ consume ──▶ handler
 *                 ▲                     │ cannot be handled
 *                 └──────── park ◀──────┘
 */
export function createTransport(context: ServiceContext, topology: Topology = topologyOf(context.settings)): Transport {
  const { name, settings, log } = context;
  const kafka = connectTo(settings, name, log);
  const prepare = prepareFor(settings, topology, kafka);
  const publisher = createPublisher(context, topology, kafka, prepare);
  const park = createPark(context, publisher.send);
  const consumers: ReturnType<typeof consumeFrom>[] = [];
  return {
    topology,
    publish: publisher.publish,
    consume(consumer, handle, atOnce = null) {
      const read = (raw: FetchedRecord) => readEvent(consumer.accepts, raw);
      consumers.push(consumeFrom(context, kafka, consumer, read, handle, park, prepare, atOnce));
    },
    requests: settings.LAB_REQUESTS
      ? {
          consumes(handle) {
            const read = readRequest(topology.requests);
            consumers.push(consumeFrom(context, kafka, topology.requests, read, handle, park, prepare, null));
          },
          reply: replyBy(publisher.send),
        }
      : undefined,
    async ready() {
      if (!publisher.current()) throw new Error('not connected to the broker');
      for (const consumer of consumers) {
        const why = consumer.whyNotReady();
        if (why !== null) throw new Error(why);
      }
    },
    async stopConsuming() {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    },
    close: () => publisher.close(),
  };
}
