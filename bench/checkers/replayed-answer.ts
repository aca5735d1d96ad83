import type { Operation } from '../record/history.ts';
import type { Attempt } from './attempts.ts';
import { defineChecker } from './define-checker.ts';
import { type Answer, answerOf, isFinal, linesOf, refusesBody } from './operations.ts';

/**
 * A repeated request is told what the first one was told. Answers with another order differ; so do two final states,
 * or two HTTP codes for the same state. A repeat may find a pending order finished meanwhile. Source: the IETF draft
 * of the Idempotency-Key header.
 */
export const replayedAnswer = defineChecker(
  'replayed-answer',
  'two final answers for one idempotency key differ',
  ({ attempts, acknowledged, found }) => {
    let repeated = 0;
    for (const attempt of attempts.values()) {
      const [first, ...others] = attempt.answers;
      if (!first) continue;
      if (others.length > 0) repeated++;
      let told = answerOf(first);
      for (const operation of others) {
        const other = answerOf(operation);
        const says = told && difference(told, other);
        if (says) found.now(attempt.key, says);
        if (other && isFinal(other.orderStatus)) told = other;
      }
      const refusal = contradiction(attempt);
      if (refusal) found.now(attempt.key, 'was accepted and refused with the same body');
    }
    const counted = { answers: acknowledged, 'keys answered more than once': repeated };
    if (repeated === 0) return { outcome: 'not-applicable', because: 'No key was answered more than once.', counted };
    return {
      looked: acknowledged,
      counted,
      because: `${repeated} keys were answered more than once, always with the same answer.`,
    };
  },
);

function difference(one: Answer, other: Answer | null): string | null {
  if (!other) return 'was answered with an order and without one';
  if (one.orderId !== other.orderId) return `was answered with ${one.orderId} and with ${other.orderId}`;
  if (one.orderStatus === other.orderStatus) {
    return one.status === other.status ? null : `was answered with ${one.status} and with ${other.status}`;
  }
  const bothFinal = isFinal(one.orderStatus) && isFinal(other.orderStatus);
  return bothFinal ? `was answered ${one.orderStatus} and ${other.orderStatus}` : null;
}

/** A refusal of the body cannot stand beside an acceptance of the same body. */
function contradiction({ invocations, refusals }: Attempt): Operation | undefined {
  const refusal = refusals.find(refusesBody);
  if (!refusal) return undefined;
  const [first, ...others] = invocations.map(({ value }) => linesOf(value));
  const sameBody = typeof first === 'string' && others.every((lines) => lines === first);
  return sameBody ? refusal : undefined;
}
