import amqp from 'amqplib';
import { nowUs } from '../../../../record/recorder.ts';

/** Row 12: another consumer of the same queue, which tells the parent when the first message comes a second time. */
const { url, queue } = JSON.parse(process.argv[2] ?? '{}') as { url: string; queue: string };

const connection = await amqp.connect(url, { noDelay: true });
const channel = await connection.createChannel();
await channel.prefetch(256);
let told = false;
await channel.consume(queue, (message) => {
  if (!message) return;
  if (message.fields.redelivered && !told) {
    told = true;
    process.send?.({ atUs: nowUs() });
  }
  channel.ack(message);
});
process.send?.({ consuming: true });
