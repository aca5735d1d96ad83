import { STATUS_CODES } from 'node:http';
import { ProblemError } from '../../../common/contracts/problems.ts';

/** What the page is told when something cannot be done. `message` is for people. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 502;

  constructor(status: Refusal['status'], message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** As a problem document (RFC 9457), whose title is that of its status. What is not known stays inside. */
export function problemFor(error: unknown): { status: number; title: string; type: 'about:blank'; detail: string } {
  const known = error instanceof Refusal || error instanceof ProblemError ? error : null;
  const status = known?.status ?? 500;
  const detail = known?.message ?? 'Something failed on our side. The terminal of the lab says what.';
  return { type: 'about:blank', title: STATUS_CODES[status] ?? '', status, detail };
}
