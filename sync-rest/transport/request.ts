import type { Dispatcher, Pool } from 'undici';
import { MAX_EVENT_BYTES } from '../../common/contracts/envelope.ts';
import { CallFailed } from './call-failed.ts';

/**
 * One POST and its whole answer, for which undici's `request` would make a stream. Throws CallFailed. Certain that nothing
 * arrived is only what never began: undici says when it hands a request to a connection, and may do so twice.
 *
 *   dispatch ─▶ onRequestStart ─▶ head ─▶ pieces, of at most MAX_EVENT_BYTES ─▶ 2xx: the bytes
 *      └ no connection      └─ out of time, or lost ─▶ may have arrived
 *
 * `timeoutMs`: null is none.
 */
export function request(
  pool: Pool,
  { path, body, traceparent, authorization }: Asked,
  timeoutMs: number | null,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const answer = new Answer(path, timeoutMs, resolve, reject);
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (traceparent) headers['traceparent'] = traceparent;
    if (authorization) headers['authorization'] = authorization;
    pool.dispatch({ method: 'POST', path, headers, body }, answer);
  });
}

interface Asked {
  path: string;
  body: string;
  traceparent: string | undefined;
  authorization?: string | undefined;
}

class Answer implements Dispatcher.DispatchHandler {
  readonly #path: string;
  readonly #resolve: (bytes: Uint8Array) => void;
  readonly #reject: (failure: CallFailed) => void;
  readonly #timer: NodeJS.Timeout | undefined;
  #controller: Dispatcher.DispatchController | null = null;
  #over = false;
  #status = 0;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(
    path: string,
    timeoutMs: number | null,
    resolve: (bytes: Uint8Array) => void,
    reject: (failure: CallFailed) => void,
  ) {
    this.#path = path;
    this.#resolve = resolve;
    this.#reject = reject;
    if (timeoutMs !== null) this.#timer = setTimeout(() => this.#giveUp('did not answer in time', true), timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(new Error('given up before a connection was free'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes <= MAX_EVENT_BYTES) this.#pieces.push(piece);
    else this.#giveUp('answered more than may be read', false);
  }

  onResponseEnd(): void {
    const status = this.#status;
    if (!this.#end()) return;
    if (status < 300) return this.#resolve(this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : this.#joined());
    const unauthenticated = status === 401; // another token may do
    const busy = status === 429;
    const refused = status < 500 && !busy && !unauthenticated;
    const timedOut = status === 504; // it waited for something of its own
    this.#reject(
      new CallFailed(`${this.#path} answered ${status}.`, {
        definite: status < 500,
        refused,
        busy,
        timedOut,
        unauthenticated,
      }),
    );
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (!this.#end()) return;
    this.#reject(new CallFailed(`${this.#path} cannot be reached.`, { definite: this.#controller === null }, error));
  }

  #joined = () => Buffer.concat(this.#pieces, this.#bytes);

  #giveUp(how: string, timedOut: boolean): void {
    if (!this.#end()) return;
    const failure = new CallFailed(`${this.#path} ${how}.`, { definite: this.#controller === null, timedOut });
    this.#controller?.abort(failure); // a connection whose answer nobody waits for is of no use
    this.#reject(failure);
  }

  /** False: it has ended before. */
  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    clearTimeout(this.#timer);
    return true;
  }
}
