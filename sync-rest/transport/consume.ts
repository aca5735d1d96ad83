import { bulkhead } from 'cockatiel';
import type { z } from 'zod';
import { crashPoint } from '../../common/base/crash-point.ts';
import { ok } from '../../common/http/http.ts';
import type { Inbox } from '../../common/messaging/inbox.ts';
import { idsOfCall } from '../../common/observe/ids-in.ts';
import { traceNow } from '../../common/observe/tracing.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import type { Store, Tx } from '../../common/store/store.ts';
import { type CallKind, calls } from '../../common/workflow/message-table.ts';

/** Calls of one kind, as the service that answers them sees them. */
interface Answered<Body, Stored> {
  accepts: z.ZodType<Body>;
  /** Of which order it tells: an order has one call of a kind, however often that arrives. */
  orderIdIn(body: Body): string;
  /** How many are worked on at once; the others wait. Absent: as many as come. */
  atOnce?: number | null;
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
  { accepts, orderIdIn, atOnce = null, before, handle, reply }: Answered<Body, Stored>,
): void {
  const hands = atOnce === null ? null : bulkhead(atOnce, settings.LAB_MAX_IN_FLIGHT); // the door lets no more in
  api.call(calls[kind].path, accepts, async (body) => {
    const { messageId } = idsOfCall(orderIdIn(body), kind);
    const decide = () => store.transact((tx) => inbox.once(tx, messageId, () => handle(tx, body)));
    const arrivedMs = Date.now();
    const parent = traceNow(); // here: what waits for a free hand goes on in another caller's chain
    const work = async () => {
      await before?.(body, arrivedMs, parent);
      return decide();
    };
    const stored = await (hands ? hands.execute(work) : decide());
    crashPoint(settings, 'before-reply');
    return ok(reply(stored));
  });
}
