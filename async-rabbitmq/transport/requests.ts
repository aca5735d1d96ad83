import { newId } from '../../common/base/new-id.ts';
import { decodeOrderRequest, type OrderRequest } from '../../common/contracts/order-requests.ts';
import { type SendAnswer, Unsendable, WayIsGone } from '../../common/messaging/owed-answers.ts';
import type { Requests } from '../topology.ts';
import { directReplyTo, type InHand } from './in-hand.ts';
import type { Outgoing } from './publish.ts';

/** Direct reply-to: the broker put this name in place of that which asks for it, and it is no queue. */
const DIRECT = `${directReplyTo}.`;

/** An order from a message: its id, its reply-to and its correlation id are properties of AMQP. */
export const readRequest =
  ({ repliesTo }: Requests) =>
  ({ content, properties: { messageId, replyTo, correlationId } }: InHand): OrderRequest =>
    decodeOrderRequest(
      newId(),
      content,
      { id: messageId, replyTo, correlationId },
      (to) => (to.startsWith(DIRECT) ? DIRECT : to.startsWith(repliesTo) ? to : null), // what follows is of one channel
    );

/**
 * Sends the outcome to the queue that the client named. Whether somebody still waits behind a direct reply-to, the broker does not say;
 * a queue that is gone, it does: the answer is sent again, and parked in the end.
 */
export const replyBy =
  (send: (messages: Outgoing[]) => Promise<boolean[]>): SendAnswer =>
  async ({ target, correlation }, answer) => {
    if (correlation === null) throw new Unsendable('There is no correlation id to reply under.');
    const options = {
      persistent: true,
      mandatory: !target.startsWith(DIRECT),
      messageId: answer.orderId,
      correlationId: correlation,
      contentType: 'application/json',
    };
    const message = { exchange: '', routingKey: target, body: Buffer.from(JSON.stringify(answer)), options };
    const [confirmed] = await send([message]).catch((error: Error) => Promise.reject(new WayIsGone(error.message)));
    if (!confirmed) throw new Error('The queue of the reply is not there.');
  };
