import type { Channel, ConsumeMessage } from 'amqplib';
import { atMost } from '../../common/base/at-most.ts';
import { crashPoint } from '../../common/base/crash-point.ts';
import { NotBegun } from '../../common/base/limiter.ts';
import { deliver, type Handle, tryAgain, tryOnce, type Unfit } from '../../common/messaging/deliver.ts';
import { keepConnected } from '../../common/messaging/keep-connected.ts';
import { createThrottle } from '../../common/messaging/throttle.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import { clientPolicy, prefetchOf, retryPolicy, type Topology } from '../topology.ts';
import { checkedUrls, connect } from './connect.ts';
import { prepareFor } from './declare.ts';
import { watchIdle } from './idle-watch.ts';
import { type InHand, inHand } from './in-hand.ts';
import type { Park } from './park.ts';

/**
 *   queue ──▶ in hand, at most the prefetch ──▶ a batch ──▶ handled ──▶ acknowledged, in one frame
 *     ▲                                            │  └ parked ──▲
 *     │                                            └ failed: tried again beside the next batches, then acknowledged by itself
 *     └── what is not acknowledged when its connection ends, or this consumer stops
 *
 * With `atOnce` the prefetch is that number, and what is in hand is handled message by message, all at once: each is
 * acknowledged by itself, when it is handled or parked. On a connection of its own, which comes back after every end.
 */
export function consumeFrom<Event>(
  context: ServiceContext,
  topology: Topology,
  queue: string,
  read: (raw: InHand) => Event,
  handle: Handle<Event>,
  park: Park,
  atOnce: number | null,
) {
  const { settings, log } = context;
  const urls = checkedUrls(settings.AMQP_URL);
  const prepare = prepareFor(settings, topology);
  let stop = async () => {};
  const link = keepConnected(log, `consume ${queue}`, () =>
    connect(urls, settings, async (connection) => {
      const channel = await connection.createChannel();
      await prepare(channel);
      await channel.prefetch(prefetchOf(settings, atOnce));
      const giveUp = () => void connection.close().catch(() => {});
      const work = workOn(context, channel, queue, read, handle, park, atOnce, giveUp);
      channel.on('error', (error) => log.warn({ err: error, queue }, 'channel lost'));
      const idle = watchIdle({ channel, queue, log, busy: work.busy, onStalled: work.lost });
      channel.once('close', () => {
        idle.stop();
        work.lost();
      });
      const deliveries = await channel.consume(
        queue,
        (message) => {
          if (message === null) return work.lost(); // the broker cancelled this consumer
          idle.heard();
          work.take(inHand(message));
        },
        { noAck: settings.LAB_WITHOUT.includes('manual-ack') },
      );
      stop = async () => {
        idle.stop();
        await atMost(clientPolicy.closeMs, channel.cancel(deliveries.consumerTag)).catch(() => {});
        await work.finish();
      };
      return channel;
    }),
  );
  return { ...link, stop: () => stop() };
}

/** What becomes of the deliveries of one channel, batch after batch. `give up`: ends its connection, so that they come again. */
function workOn<Event>(
  { settings, log, metrics }: ServiceContext,
  channel: Channel,
  queue: string,
  readOne: (raw: InHand) => Event,
  handle: Handle<Event>,
  park: Park,
  atOnce: number | null,
  giveUp: () => void,
) {
  const without = new Set(settings.LAB_WITHOUT);
  const throttle = createThrottle(settings.LAB_CONSUME_PER_SECOND, settings.LAB_BATCH);
  let waiting: InHand[] = [];
  let working: Promise<void> | null = null;
  const retrying = new Map<Promise<void>, number>();
  let open = true;

  const lost = () => {
    open = false;
    waiting = [];
    giveUp();
  };
  const notHandled = (error: unknown) => {
    if (error instanceof NotBegun) return; // this consumer stops, and what it has not acknowledged goes back with its channel
    if (open) log.error({ err: error, queue }, 'a batch was not handled and will be delivered again');
    lost();
  };
  const count = () => {
    let inHand = waiting.length;
    for (const messages of retrying.values()) inHand += messages;
    metrics.inHand.set(inHand);
  };

  function acknowledge(messages: readonly InHand[], all: boolean): void {
    crashPoint(settings, 'before-ack');
    const last = messages.at(-1);
    if (!open || !last || without.has('manual-ack')) return;
    if (all && retrying.size === 0) return channel.ack(delivered(last), true); // and everything before it
    for (const message of messages) channel.ack(delivered(message));
  }

  const parks = !without.has('dead-letter');
  const deliveryOf = (batch: InHand[]) => ({
    batch,
    read: (raw: InHand) => ({ event: readOne(raw), position: queue }),
    handle,
    park: (unfit: readonly Unfit<InHand>[]) => park(queue, unfit),
    retry: parks ? retryPolicy : { ...retryPolicy, attempts: Number.POSITIVE_INFINITY },
    goOn: () => open,
  });

  async function handleBatch(batch: InHand[]): Promise<void> {
    const delivery = deliveryOf(batch);
    const failed = await tryOnce(delivery);
    if (!parks) await tryAgain(delivery, failed); // for ever: nothing else may fill the hands meanwhile
    const left = new Set(parks ? failed.map(({ raw }) => raw) : []);
    metrics.handled.inc(batch.length - left.size);
    acknowledge(left.size === 0 ? batch : batch.filter((message) => !left.has(message)), left.size === 0);
    if (left.size === 0) return;
    const again = tryAgain(delivery, failed)
      .then(() => {
        metrics.handled.inc(left.size);
        acknowledge([...left], false);
      })
      .catch(notHandled);
    beside(again, left.size);
  }

  /** Goes on while other messages are handled. */
  function beside(again: Promise<void>, messages: number): void {
    retrying.set(again, messages);
    void again.finally(() => {
      retrying.delete(again);
      count();
      if (atOnce !== null) handleEach(atOnce);
    });
  }

  /** Begins with as many as there are hands for: without acknowledgements the broker sends more of them. */
  function handleEach(hands: number): void {
    while (open && retrying.size < hands) {
      const message = waiting.shift();
      if (!message) return;
      beside(handleAlone(message).catch(notHandled), 1);
    }
  }

  async function handleAlone(message: InHand): Promise<void> {
    const stopTimer = metrics.handlerSeconds.startTimer();
    await deliver(deliveryOf([message]));
    stopTimer();
    metrics.handled.inc();
    acknowledge([message], false);
    await throttle.pause(1);
  }

  async function workOff(): Promise<void> {
    while (open && waiting.length > 0) {
      const batch = waiting.splice(0, throttle.batch);
      const stopTimer = metrics.handlerSeconds.startTimer();
      await handleBatch(batch);
      stopTimer();
      count();
      await throttle.pause(batch.length);
    }
  }

  return {
    lost,
    busy: () => waiting.length > 0 || working !== null || retrying.size > 0,
    take(message: InHand): void {
      waiting.push(message);
      count();
      if (atOnce !== null) return handleEach(atOnce);
      working ??= workOff()
        .catch(notHandled)
        .finally(() => {
          working = null;
        });
    },
    /** Begins no more: what is not begun goes back to the queue. Resolves when what was begun is done. */
    async finish(): Promise<void> {
      waiting = [];
      await working;
      await Promise.all(retrying.keys());
    },
  };
}

/** An acknowledgement looks at the delivery tag alone. */
const delivered = ({ fields }: InHand) => ({ fields }) as ConsumeMessage;
