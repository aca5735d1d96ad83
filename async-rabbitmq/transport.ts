import { decodeEvent } from '../common/contracts/decode-event.ts';
import type { LabEvent } from '../common/contracts/payments.ts';
import type { Handle } from '../common/messaging/deliver.ts';
import type { OutboxRow } from '../common/messaging/outbox.ts';
import type { RequestsMedium } from '../common/service/event-service.ts';
import type { ServiceContext } from '../common/service/run-service.ts';
import { type Consumer, clientPolicy, type Topology, topologyOf } from './topology.ts';
import { consumeFrom } from './transport/consume.ts';
import type { InHand } from './transport/in-hand.ts';
import { createPark } from './transport/park.ts';
import { createPublisher } from './transport/publish.ts';
import { readRequest, replyBy } from './transport/requests.ts';

export interface Transport {
  topology: Topology;
  /** How many batches may wait for their confirms at a time. */
  readonly window: number;
  /** Resolves with the rows the broker has confirmed; throws when the outcome of the batch is not known. */
  publish(rows: OutboxRow[]): Promise<OutboxRow[]>;
  /**
   * Hands over batches in the order of the queue. Acknowledges a batch after `handle` returned. `atOnce`: single messages
   * instead, so many at a time.
   */
  consume<Event extends LabEvent>(consumer: Consumer<Event>, handle: Handle<Event>, atOnce?: number | null): void;
  /** Orders of clients that speak the broker, where they are taken. */
  readonly requests: RequestsMedium | undefined;
  /** Throws with the reason while the broker cannot be used. */
  ready(): Promise<void>;
  /** No new deliveries; resolves when those in hand are handled and acknowledged. */
  stopConsuming(): Promise<void>;
  close(): Promise<void>;
}

/**
 *   outbox ──▶ publish ──▶ exchange ──▶ queue ──▶ consume ──▶ handler
 *                 ▲                                  │ cannot be handled
 *                 └───────────── park ◀──────────────┘
 */
export function createTransport(context: ServiceContext, topology: Topology = topologyOf(context.settings)): Transport {
  const { settings } = context;
  const publisher = createPublisher(context, topology);
  const park = createPark(context, topology, publisher.send);
  const consumers: ReturnType<typeof consumeFrom>[] = [];
  return {
    topology,
    window: clientPolicy.window,
    publish: publisher.publish,
    consume(consumer, handle, atOnce = null) {
      const read = ({ content }: InHand) => decodeEvent(consumer.accepts, content);
      consumers.push(consumeFrom(context, topology, consumer.queue, read, handle, park, atOnce));
    },
    requests: settings.LAB_REQUESTS
      ? {
          consumes(handle) {
            const read = readRequest(topology.requests);
            consumers.push(consumeFrom(context, topology, topology.requests.queue, read, handle, park, null));
          },
          reply: replyBy(publisher.send),
        }
      : undefined,
    async ready() {
      for (const link of [publisher, ...consumers]) {
        const problem = link.problem();
        if (problem !== null) throw new Error(problem);
      }
      if (publisher.current()?.blocked) throw new Error('the broker blocks publishers');
    },
    async stopConsuming() {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    },
    async close() {
      await Promise.all([publisher, ...consumers].map((link) => link.close()));
    },
  };
}
