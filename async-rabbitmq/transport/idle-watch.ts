import type { Channel } from 'amqplib';
import type { Log } from '../../common/observe/log.ts';

const LOOK_EVERY_MS = 3000;

/** What is known of a consumer on this side of the wire. */
interface Watched {
  channel: Channel;
  queue: string;
  log: Log;
  /** Whether anything is in hand: then the broker may wait for it, and nothing is wrong. */
  busy: () => boolean;
  /** Called once, when messages wait for a consumer to whom nothing is sent. */
  onStalled: () => void;
}

/**
 * A broker may send nothing more to a consumer that has acknowledged all it got. RabbitMQ does where acknowledgements of a quorum
 * queue were under way while its leader was cut off: they are never sent again, those that follow wait for them, and so the prefetch
 * stays used up until the channel ends (rabbitmq-server#14589, mended in 4.2; #15473). No error tells of it. So who got messages and
 * has none in hand any more asks the queue, and where some wait at two looks in a row, nothing having come in between, the consumer
 * has stalled. A consumer that got nothing yet may be one that waits for its turn (single active consumer) and is left alone.
 */
export function watchIdle({ channel, queue, log, busy, onStalled }: Watched) {
  let came = false;
  let began = false;
  let waited = false;
  let asking = false;
  const look = async () => {
    const heard = came;
    came = false;
    if (heard || !began || asking || busy()) {
      waited = false;
      return;
    }
    asking = true;
    const { messageCount } = await channel.checkQueue(queue).finally(() => {
      asking = false;
    });
    const waits = messageCount > 0 && !came && !busy();
    if (waits && waited) {
      stop();
      log.warn({ queue, waiting: messageCount }, 'messages wait and none is sent to this consumer: it begins anew');
      onStalled();
    }
    waited = waits;
  };
  const timer = setInterval(() => void look().catch(() => {}), LOOK_EVERY_MS); // a channel that ended says so by itself
  timer.unref();
  const stop = () => clearInterval(timer);
  return {
    /** A message came. */
    heard(): void {
      began = true;
      came = true;
    },
    stop,
  };
}
