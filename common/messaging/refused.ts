import type { Message } from './inbox.ts';

/**
 * Thrown by a handler of which it is certain that these messages can never succeed, whatever is tried: nothing of their
 * batch is committed, and the others come again without them.
 */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** Why, in words, for each of them. */
  readonly reasons: ReadonlyMap<Message<unknown>, string>;
  constructor(reasons: ReadonlyMap<Message<unknown>, string>) {
    super(`${reasons.size} messages can never be handled.`);
    this.reasons = reasons;
  }
}
