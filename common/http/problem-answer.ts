import { type Problem, ProblemError, problems, problemType } from '../contracts/problems.ts';
import { idsOfError } from '../observe/ids-in.ts';
import type { Log } from '../observe/log.ts';
import { StoreUnavailable } from '../store/store.ts';
import type { Answer } from './answer.ts';

/**
 * Any error as a problem document. Details go to the log with the id of the request, never to the client; what is the
 * client's own doing goes there at level debug, or whoever sends rubbish would fill the disk.
 */
export function problemOf(error: unknown, log: Log, requestId: string): Answer {
  const known = asProblem(error);
  const ids = { requestId, ...idsOfError(error), ...(known && idsOfProblem(known)) };
  if (!known) log.error({ ...ids, err: error }, 'request failed');
  else {
    const quotesTheBody = known.kind === 'not-json'; // as V8's SyntaxError does: somebody's address, perhaps
    const because = known.cause instanceof Error && !quotesTheBody ? known.cause.message : undefined;
    log[known.status >= 500 ? 'warn' : 'debug']({ ...ids, problem: known.kind, because }, 'request refused');
  }
  const problem = known ?? new ProblemError('internal', 'Something failed on our side. The log has the details.');
  const { status, title } = problems[problem.kind];
  const body: Problem = { type: problemType(problem.kind), title, status, detail: problem.message, ...problem.extra };
  if (status === 429 || status === 503) return { status, body, headers: { 'retry-after': '1' } };
  return status === 401 ? { status, body, headers: { 'www-authenticate': 'Bearer' } } : { status, body };
}

/** The order that a problem tells its client of. */
function idsOfProblem({ extra }: ProblemError): { orderId?: string } {
  const orderId: unknown = extra.orderId;
  return typeof orderId === 'string' ? { orderId } : {};
}

function asProblem(error: unknown): ProblemError | null {
  if (error instanceof ProblemError) return error;
  if (error instanceof StoreUnavailable) {
    return new ProblemError('store-unavailable', 'Nothing can be written now. Try again shortly.', {}, error);
  }
  if (error instanceof URIError) return new ProblemError('invalid-request', 'The path is not valid.', {}, error);
  return null;
}
