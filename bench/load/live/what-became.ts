import { orderIn } from '../kept-operations.ts';
import { type Ending, outcomeOf } from '../outcome.ts';
import type { LiveOutcome } from './live-messages.ts';

/** What an ending tells of the order that was sent. An answer without an order says nothing about it. */
export function whatBecame(
  ending: Ending,
): Pick<LiveOutcome, 'type' | 'count' | 'status' | 'error' | 'orderId' | 'orderStatus'> {
  const { type, count, error } = outcomeOf(ending);
  const answer = ending.kind === 'answer' ? ending : null;
  const order = type === 'ok' && answer ? orderIn(answer.body) : null;
  return {
    type: type === 'ok' && !order ? 'info' : type,
    count,
    status: answer?.status ?? null,
    error,
    orderId: order?.orderId ?? null,
    orderStatus: order?.orderStatus ?? null,
  };
}
