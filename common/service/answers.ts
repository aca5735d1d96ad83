import type { IncomingHttpHeaders } from 'node:http';
import type { Settings } from '../base/config.ts';
import { CallbackUrl, type OrderAnswer } from '../contracts/answers.ts';
import { validate } from '../contracts/decode.ts';
import { ProblemError } from '../contracts/problems.ts';
import { createCallbackClient, ForbiddenPlace } from '../http/callback.ts';
import { createOwedAnswers, type SendAnswer, Unsendable } from '../messaging/owed-answers.ts';
import { type Owed, owedSchema, toldAnswers } from '../messaging/owed-rows.ts';
import { startPurge } from '../messaging/purge.ts';
import type { Store, Tx } from '../store/store.ts';
import type { ServiceContext } from './run-service.ts';

/** The answers that an order service owes to callers who did not wait for one. */
export interface Answers {
  /** What the headers of a request ask for; null: nothing. Throws a ProblemError when that is not to be had. */
  askedBy(headers: IncomingHttpHeaders): Owed | null;
  /** In the transaction that stores the order. */
  owe(tx: Tx, orderId: string, owed: Owed | null): Promise<void>;
  depth(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** What they need in the store; nothing where nobody can be owed one. */
export const schemaOfAnswers = (settings: Pick<Settings, 'CALLBACK_KEY'>, replies = false): string =>
  settings.CALLBACK_KEY === undefined && !replies ? '' : owedSchema;

/** `reply`: the way through the broker, where orders come that way. */
export function createAnswers(
  { settings, log, metrics }: ServiceContext,
  store: Store,
  reply: SendAnswer | null = null,
): Answers {
  if (settings.CALLBACK_KEY === undefined && !reply) return none;
  const client = createCallbackClient(settings);
  const callBack = (url: string, answer: OrderAnswer) =>
    client.send(url, answer.orderId, JSON.stringify(answer)).catch((error: unknown) => {
      throw error instanceof ForbiddenPlace ? new Unsendable(error.message, { cause: error }) : error;
    });
  const owed = createOwedAnswers(
    store,
    settings.LAB_WITHOUT,
    settings.LAB_CALLBACK_TRIES,
    (owed, answer) => (owed.way === 'reply' ? (reply ?? unsendable)(owed, answer) : callBack(owed.target, answer)),
    {
      parked(orderId, reason) {
        metrics.parked.inc();
        log.warn({ orderId, reason }, 'an answer is parked: it cannot be delivered');
      },
      failed: (error) => log.warn({ err: error }, 'answers cannot be sent now; they are kept'),
    },
  );
  let purge: ReturnType<typeof startPurge> | null = null;
  return {
    askedBy(headers) {
      if (settings.CALLBACK_KEY === undefined) return none.askedBy(headers);
      const url = headers['callback-url'];
      return url === undefined ? null : { way: 'callback', target: validate(CallbackUrl, url), correlation: null };
    },
    async owe(tx, orderId, asked) {
      if (asked) await owed.add(tx, orderId, asked);
    },
    depth: owed.depth,
    async start() {
      await owed.start();
      purge = startPurge(store, [toldAnswers], settings.LAB_KEEP_SECONDS, log);
    },
    async stop() {
      await owed.stop(2000);
      await purge?.stop();
      client.close();
    },
  };
}

const unsendable: SendAnswer = () =>
  Promise.reject(new Unsendable('No orders are taken through the broker any more: LAB_REQUESTS is not set.'));

const none: Answers = {
  askedBy(headers) {
    if (headers['callback-url'] === undefined) return null;
    throw new ProblemError('invalid-request', 'Nobody is called back here: CALLBACK_KEY is not set.');
  },
  owe: async () => {},
  depth: () => 0,
  start: async () => {},
  stop: async () => {},
};
