/**
 * A call that did not succeed. `definite`: it is certain that nothing happened there. `refused`: the other side
 * answered with a 4xx, and would again. `busy`: it has too much to do just now. `unauthenticated`: the token that was shown
 * is not believed.
 */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly definite: boolean;
  readonly timedOut: boolean;
  readonly refused: boolean;
  readonly busy: boolean;
  readonly unauthenticated: boolean;
  /** Whether there was time for another try when it failed, and one was left; only its caller knows. */
  mayFollow = false;
  constructor(
    message: string,
    is: { definite: boolean; timedOut?: boolean; refused?: boolean; busy?: boolean; unauthenticated?: boolean },
    cause?: unknown,
  ) {
    super(message, { cause });
    this.definite = is.definite;
    this.timedOut = is.timedOut ?? false;
    this.refused = is.refused ?? false;
    this.busy = is.busy ?? false;
    this.unauthenticated = is.unauthenticated ?? false;
  }
}
