import {
  BrokenCircuitError,
  BulkheadRejectedError,
  ExponentialBackoff,
  fullJitterGenerator,
  handleWhen,
  retry,
} from 'cockatiel';
import type { Pool } from 'undici';
import type { z } from 'zod';
import { decode } from '../../common/contracts/decode.ts';
import { MAX_EVENT_BYTES } from '../../common/contracts/envelope.ts';
import { ProblemError } from '../../common/contracts/problems.ts';
import { calledInTrace, traceNow } from '../../common/observe/tracing.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import { retryBudget, retryPolicy, type Topology } from '../topology.ts';
import { CallFailed } from './call-failed.ts';
import type { Client } from './connect.ts';

export type Call = <Schema extends z.ZodType>(
  path: string,
  body: unknown,
  answer: Schema,
  deadline: number,
) => Promise<z.infer<Schema>>;

/**
 * What leaves a service: a call to one dependency, tried until it is answered or its deadline passes. The only place that
 * retries, within a budget that all calls to this dependency share.
 */
export function createCaller({ settings }: ServiceContext, topology: Topology, client: Client): Call {
  const { pool, guard, probing } = client;
  const without = new Set(settings.LAB_WITHOUT);
  const budget = tokenBucket();

  /** One request, one answer. Its time is bounded by the attempt timeout and by what is left of the deadline. */
  async function attempt(path: string, body: string, deadline: number, traceparent?: string): Promise<Uint8Array> {
    const timeoutMs = Math.min(topology.attemptTimeoutMs, deadline - Date.now());
    if (timeoutMs <= 0) throw new CallFailed('No time left for the call.', { definite: true, timedOut: true });
    const abort = new AbortController();
    const timer = without.has('timeouts') ? undefined : setTimeout(() => abort.abort(), timeoutMs);
    try {
      return await request(pool, path, body, abort.signal, traceparent);
    } catch (error) {
      if (error instanceof CallFailed) throw error;
      if (abort.signal.aborted)
        throw new CallFailed(`${path} did not answer in time.`, { definite: false, timedOut: true });
      throw new CallFailed(`${path} cannot be reached.`, { definite: neverArrived(error) }, error);
    } finally {
      clearTimeout(timer);
    }
  }

  return async (path, body, answer, deadline) => {
    const text = JSON.stringify(body);
    const parent = traceNow(); // here: what runs behind the bulkhead runs in another caller's chain
    let certain = true; // no attempt so far can have arrived
    budget.earn();
    const again = retry(
      handleWhen((error) => error instanceof CallFailed && !error.refused && Date.now() < deadline && budget.spend()),
      {
        maxAttempts: without.has('retries') ? 0 : retryPolicy.attempts - 1,
        backoff: new ExponentialBackoff({
          initialDelay: retryPolicy.firstWaitMs,
          maxDelay: retryPolicy.longestWaitMs,
          generator: fullJitterGenerator,
        }),
      },
    );
    try {
      const bytes = await again.execute(async () => {
        try {
          if (probing()) throw new BrokenCircuitError();
          return await guard.execute(() =>
            calledInTrace(`POST ${path}`, parent, (traceparent) => attempt(path, text, deadline, traceparent)),
          );
        } catch (error) {
          if (error instanceof CallFailed) certain &&= error.definite;
          throw error;
        }
      });
      return decode(answer, bytes);
    } catch (error) {
      throw asFailedCall(error, path, certain);
    }
  };
}

async function request(pool: Pool, path: string, body: string, signal: AbortSignal, traceparent?: string) {
  const {
    statusCode,
    headers,
    body: answer,
  } = await pool.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', ...(traceparent && { traceparent }) },
    body,
    signal,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const bytes = await readWithin(MAX_EVENT_BYTES, answer, Number(headers['content-length']));
  if (bytes === null) throw new CallFailed(`${path} answered more than may be read.`, { definite: false });
  if (statusCode < 300) return bytes;
  const refused = statusCode < 500 && statusCode !== 429;
  throw new CallFailed(`${path} answered ${statusCode}.`, { definite: statusCode < 500, refused });
}

/**
 * An answer of at most so many bytes, which are those of an event that tells the same. Null: there were more, and the rest is
 * not read. One that says how long it is needs no counting: the client holds it to that.
 */
async function readWithin(most: number, answer: Answer, saysBytes: number): Promise<Uint8Array | null> {
  if (saysBytes <= most) return answer.bytes();
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > most) return null; // leaving the loop closes the connection
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

type Answer = Awaited<ReturnType<Pool['request']>>['body'];

/** What became of a call that was given up. `certain`: none of its attempts can have arrived. */
function asFailedCall(error: unknown, path: string, certain: boolean): unknown {
  if (error instanceof ProblemError)
    return new CallFailed(`${path} answered something that does not fit its schema.`, { definite: false }, error);
  if (error instanceof BrokenCircuitError)
    return new CallFailed('Too many calls failed lately.', { definite: certain }, error);
  if (error instanceof BulkheadRejectedError)
    return new CallFailed('Too many calls are under way.', { definite: certain }, error);
  if (error instanceof CallFailed) {
    const { message, timedOut, refused } = error;
    return new CallFailed(message, { definite: certain, timedOut, refused }, error);
  }
  return error;
}

/** Certain that the other side saw nothing: no connection came about. */
function neverArrived(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return ['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT', 'ENOTFOUND', 'EHOSTUNREACH'].includes(code);
}

/** Every call earns a share of a retry; a retry spends a whole one. */
function tokenBucket() {
  let tokens: number = retryBudget.reserve;
  return {
    earn: () => {
      tokens = Math.min(retryBudget.reserve, tokens + retryBudget.share);
    },
    spend: () => {
      if (tokens < 1) return false;
      tokens--;
      return true;
    },
  };
}
