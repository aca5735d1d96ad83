import type { z } from 'zod';
import type { Settings } from '../../common/base/config.ts';
import { crashPoint } from '../../common/base/crash-point.ts';
import { createLimiter } from '../../common/base/limiter.ts';
import { ProblemError } from '../../common/contracts/problems.ts';
import { ok } from '../../common/http/http.ts';
import type { Inbox } from '../../common/messaging/inbox.ts';
import { idsOfCall } from '../../common/observe/ids-in.ts';
import { traceNow } from '../../common/observe/tracing.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import type { Store, Tx } from '../../common/store/store.ts';
import { type CallKind, calls } from '../../common/workflow/message-table.ts';
import { bulkheadPolicy } from '../topology.ts';

/** Which begins work when a hand is free for it. */
type Line = ReturnType<typeof createLine>;

/**
 * The others wait for a free hand, none for more than a share of its deadline: one that got its turn late would keep a hand, only to be
 * given up, and the next one would fare no better. What has waited longer is refused with nothing begun.
 */
export function createLine({ LAB_WITHOUT }: Pick<Settings, 'LAB_WITHOUT'>, atOnce: number, deadlineMs: number) {
  const hands = createLimiter(atOnce); // how many wait, the door bounds
  const longestMs = LAB_WITHOUT.includes('timeouts') ? Number.POSITIVE_INFINITY : deadlineMs * bulkheadPolicy.waitShare;
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const latest = Date.now() + longestMs;
    return hands.run(() => {
      if (Date.now() > latest) throw new ProblemError('too-many-requests', 'No hand was free in time.');
      return work();
    });
  };
}

/** Calls of one kind, as the service that answers them sees them. */
interface Answered<Body, Stored> {
  accepts: z.ZodType<Body>;
  /** Of which order it tells: an order has one call of a kind, however often that arrives. */
  orderIdIn(body: Body): string;
  /** Where they wait for a hand, which each keeps until its commit. Absent: as many are worked on as come. */
  line?: Line | null;
  /** What takes its time before that, with no transaction open. `arrivedMs`: epoch milliseconds. Throws a ProblemError. */
  before?(body: Body, arrivedMs: number, traceparent: string | undefined): Promise<void>;
  /** The effect, and what is remembered with it as the answer. */
  handle(tx: Tx, body: Body): Promise<Stored>;
  /** What the caller is told of it. Throws a ProblemError where that is a refusal. */
  reply(stored: Stored): unknown;
}

/**
 * The answer is the acknowledgement: it goes out after the commit, and a caller who does not get it calls again.
 *
 *   call ──▶ what takes time ──▶ answered before? ──▶ handled ──▶ effect and answer in one commit ──▶ reply
 *                                       └ the stored answer ──────────────────────────────────────────▲
 *
 * What cannot be read is refused with a 4xx problem before it gets here.
 */
export function answerCalls<Body, Stored>(
  { api, settings }: ServiceContext,
  store: Store,
  inbox: Inbox,
  kind: CallKind,
  { accepts, orderIdIn, line = null, before, handle, reply }: Answered<Body, Stored>,
): void {
  api.call(calls[kind].path, accepts, async (body) => {
    const { messageId } = idsOfCall(orderIdIn(body), kind);
    const decide = () => store.transact((tx) => inbox.once(tx, messageId, () => handle(tx, body)));
    const arrivedMs = Date.now();
    await before?.(body, arrivedMs, traceNow());
    const stored = await (line ? line(decide) : decide());
    crashPoint(settings, 'before-reply');
    return ok(reply(stored));
  });
}
