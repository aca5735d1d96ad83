import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../contracts/problems.ts';

export interface Target {
  path: string;
  /** The query, without its question mark. */
  search: string;
}

/** Visible ASCII without `#`, which is all that a target may hold (RFC 9112, 3.2); `*` is that of OPTIONS. */
const ORIGIN_FORM = /^(?:\/[!"$-~]*|\*)$/;
const ABSOLUTE_FORM = /^https?:\/\/([^/?#@]+)(\/[^?#]*)?(\?[^#]*)?$/i;

/**
 * What a request asks for, found once, so that all who decide by the path see the same. An absolute URI (RFC 9112, 3.2.2)
 * becomes its path, and its host the `Host`. Any other spelling of a path is another path. Throws a ProblemError.
 */
export function readTarget(request: IncomingMessage): Target {
  if (request.headers.host === undefined && request.httpVersion === '1.1') {
    throw new ProblemError('not-http', 'HTTP/1.1 needs a Host header.');
  }
  const { url = '' } = request;
  const absolute = url.startsWith('/') ? null : ABSOLUTE_FORM.exec(url);
  if (absolute) {
    const [, authority, path = '/', query = ''] = absolute;
    request.headers.host = authority;
    request.url = path + query;
  }
  const target = request.url ?? '';
  if (!ORIGIN_FORM.test(target)) throw new ProblemError('invalid-request', 'The path is not valid.');
  const at = target.indexOf('?');
  return at < 0 ? { path: target, search: '' } : { path: target.slice(0, at), search: target.slice(at + 1) };
}
