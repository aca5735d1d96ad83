import { newId } from '../../common/base/new-id.ts';
import { decodeOrderRequest, type OrderRequest } from '../../common/contracts/order-requests.ts';
import { type SendAnswer, Unsendable, WayIsGone } from '../../common/messaging/owed-answers.ts';
import type { Requests } from '../topology.ts';
import type { Outgoing } from './publish.ts';
import type { FetchedRecord } from './record-set.ts';

/** The headers of a record that holds an order, each with a description: it keeps them when it is set aside. */
export const requestHeaders = {
  'message-id': 'Of an order: the id that its client gave it.',
  'reply-to': 'Of an order: where it is to be replied to.',
  'correlation-id': 'Of an order: under which id.',
} as const;

/** Those of them that are there, by what looks one of them up. */
export const requestHeadersIn = (textOf: (name: string) => string | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.keys(requestHeaders).flatMap((name) => {
      const text = textOf(name);
      return text === undefined ? [] : [[name, text]];
    }),
  );

/** An order from a record: its id, its reply-to and its correlation id are headers. */
export const readRequest =
  ({ repliesTo }: Requests) =>
  ({ value, headers, unreadable }: FetchedRecord): OrderRequest => {
    if (unreadable) throw new Error(`${unreadable.records} records of a batch: ${unreadable.why}`);
    const [id, replyTo, correlationId] = ['message-id', 'reply-to', 'correlation-id'].map((name) => {
      const header = headers?.[name];
      return Buffer.isBuffer(header) ? header.subarray(0, 256).toString() : undefined;
    });
    return decodeOrderRequest(newId(), value ?? new Uint8Array(), { id, replyTo, correlationId }, (to) =>
      to === repliesTo ? to : null,
    );
  };

/** Appends the outcome to the topic of replies, keyed by the correlation id: whoever waits for it reads along there. */
export const replyBy =
  (send: (records: Outgoing[]) => Promise<void>): SendAnswer =>
  async ({ target, correlation }, answer) => {
    if (correlation === null) throw new Unsendable('There is no correlation id to reply under.');
    const headers = { 'correlation-id': correlation, 'message-id': answer.orderId };
    const record = { topic: target, key: correlation, value: Buffer.from(JSON.stringify(answer)), headers };
    await send([record]).catch((error: Error) => Promise.reject(new WayIsGone(error.message)));
  };
