import type { ConsumeMessage } from 'amqplib';
import { crashPoint } from '../../common/base/crash-point.ts';
import { decodeEvent } from '../../common/contracts/decode-event.ts';
import type { DomainEvent } from '../../common/contracts/events.ts';
import { deliver, type Handle } from '../../common/messaging/deliver.ts';
import { keepConnected } from '../../common/messaging/keep-connected.ts';
import { createThrottle } from '../../common/messaging/throttle.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import { type Consumer, retryPolicy, type Topology } from '../topology.ts';
import { checkedUrl, connect } from './connect.ts';
import { prepareFor } from './declare.ts';
import type { Park } from './park.ts';

/**
 *   queue ──▶ in hand, at most the prefetch ──▶ a batch ──▶ handled ──▶ acknowledged, in one frame
 *     ▲                                            └ parked, message by message ┘
 *     └── what is not acknowledged when its connection ends, or this consumer stops
 *
 * On a connection of its own, which comes back after every end.
 */
export function consumeFrom<Event extends DomainEvent>(
  { settings, log, metrics }: ServiceContext,
  topology: Topology,
  { queue, accepts }: Consumer<Event>,
  handle: Handle<Event>,
  park: Park,
) {
  const without = new Set(settings.LAB_WITHOUT);
  const url = checkedUrl(settings.AMQP_URL);
  const prepare = prepareFor(settings, topology);
  let stop = async () => {};
  const link = keepConnected(log, `consume ${queue}`, () =>
    connect(url, settings, async (connection) => {
      const channel = await connection.createChannel();
      await prepare(channel);
      await channel.prefetch(settings.LAB_PREFETCH);
      let waiting: ConsumeMessage[] = [];
      let working: Promise<void> | null = null;
      let open = true;
      const throttle = createThrottle(settings.LAB_CONSUME_PER_SECOND, settings.LAB_BATCH);
      const lost = () => {
        open = false;
        waiting = [];
        connection.close().catch(() => {});
      };
      channel.on('error', (error) => log.warn({ err: error, queue }, 'channel lost'));
      channel.once('close', lost);

      const workOff = async () => {
        while (open && waiting.length > 0) {
          const batch = waiting.splice(0, throttle.batch);
          const stopTimer = metrics.handlerSeconds.startTimer();
          await deliver({
            batch,
            read: (raw) => ({ event: decodeEvent(accepts, raw.content), position: queue }),
            handle,
            park: (raw, reason) => park(queue, raw, reason),
            retry: without.has('dead-letter') ? { ...retryPolicy, attempts: Number.POSITIVE_INFINITY } : retryPolicy,
            goOn: () => open,
          });
          stopTimer();
          metrics.handled.inc(batch.length);
          crashPoint(settings, 'before-ack');
          const last = batch.at(-1);
          if (open && last && !without.has('manual-ack')) channel.ack(last, true); // and everything before it
          metrics.inHand.set(waiting.length);
          await throttle.pause(batch.length);
        }
      };
      const deliveries = await channel.consume(
        queue,
        (message) => {
          if (message === null) return lost(); // the broker cancelled this consumer
          waiting.push(message);
          metrics.inHand.set(waiting.length);
          working ??= workOff()
            .catch((error: unknown) => {
              log.error({ err: error, queue }, 'a batch was not handled and will be delivered again');
              lost();
            })
            .finally(() => {
              working = null;
            });
        },
        { noAck: without.has('manual-ack') },
      );
      stop = async () => {
        await channel.cancel(deliveries.consumerTag).catch(() => {});
        waiting = []; // not begun: they go back to the queue
        await working;
      };
      return channel;
    }),
  );
  return { ...link, stop: () => stop() };
}
