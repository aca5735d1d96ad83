import { z } from 'zod';

/**
 * Every kind of error a client can meet (RFC 9457). `definite` says whether it is certain that nothing happened:
 * after an indefinite one the same request may be repeated with the same idempotency key to learn the outcome.
 */
export const problems = {
  'not-http': { status: 400, title: 'The bytes are no HTTP request', definite: true },
  'not-json': { status: 400, title: 'The body is not JSON', definite: true },
  'invalid-request': { status: 400, title: 'The request does not fit its schema', definite: true },
  unauthenticated: { status: 401, title: 'Nobody knows who calls', definite: true },
  'foreign-caller': { status: 403, title: 'The request was sent by a web page of somebody else', definite: true },
  forbidden: { status: 403, title: 'Whoever calls may not do this', definite: true },
  'not-found': { status: 404, title: 'No such thing', definite: true },
  'method-not-allowed': { status: 405, title: 'The path exists, the method does not', definite: true },
  'request-timeout': { status: 408, title: 'The request did not arrive in time', definite: true },
  'key-in-flight': { status: 409, title: 'A request with this idempotency key is still running', definite: false },
  'too-late': { status: 409, title: 'It cannot be undone any more', definite: true },
  'already-released': { status: 409, title: 'This order was released before it was reserved', definite: true },
  'already-exists': { status: 409, title: 'There is one by this name', definite: true },
  'body-too-large': { status: 413, title: 'The body is too large', definite: true },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json', definite: true },
  'expectation-failed': { status: 417, title: 'What the request expects cannot be met', definite: true },
  'key-reused': { status: 422, title: 'This idempotency key was used with another body', definite: true },
  'too-many-requests': { status: 429, title: 'The admission limit is reached', definite: true },
  'headers-too-large': { status: 431, title: 'The headers are too large', definite: true },
  internal: { status: 500, title: 'Something failed on our side', definite: false },
  'dependency-unavailable': { status: 503, title: 'A service this request needs cannot be reached', definite: false },
  'shutting-down': { status: 503, title: 'The service is shutting down', definite: true },
  'store-unavailable': { status: 503, title: 'The store cannot write', definite: false },
  'dependency-timeout': { status: 504, title: 'A service this request needs did not answer in time', definite: false },
} as const;

export type ProblemKind = keyof typeof problems;

const PROBLEM_TYPE_PREFIX = 'urn:three-mode-lab:problem:';
export const problemType = (kind: ProblemKind): string => PROBLEM_TYPE_PREFIX + kind;

export const Problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().optional(),
    orderId: z.string().optional(),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

/** Thrown by handlers; the HTTP layer turns it into a problem document. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly kind: ProblemKind;
  readonly extra: Pick<Problem, 'orderId' | 'errors'>;
  constructor(kind: ProblemKind, detail: string, extra: Pick<Problem, 'orderId' | 'errors'> = {}, cause?: unknown) {
    super(detail, { cause });
    this.kind = kind;
    this.extra = extra;
  }

  get status(): number {
    return problems[this.kind].status;
  }
}
