import { Agent, request } from 'node:http';

/** Kept connections; no more come about than orders are worked on at once. */
const agent = new Agent({ keepAlive: true });

interface Asked {
  /** Under it the other side does its part once, however often it is asked; null: it cannot tell a repetition. */
  key: string | null;
  traceparent: string | undefined;
  /** Null: however long it takes. */
  mostMs: number | null;
}

/**
 * Asks somebody outside of the services about an order. Resolves with the status of the answer, once it is read to its end.
 * `fetch` would cost several times the CPU.
 */
export function postOutside(url: URL, body: object, { key, traceparent, mostMs }: Asked): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      ...(key !== null && { 'idempotency-key': key }),
      ...(traceparent !== undefined && { traceparent }),
    };
    const signal = mostMs === null ? {} : { signal: AbortSignal.timeout(mostMs) };
    const asked = request(url, { method: 'POST', agent, headers, ...signal }, (response) => {
      response.once('error', reject);
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    asked.once('error', reject);
    asked.end(JSON.stringify(body));
  });
}
