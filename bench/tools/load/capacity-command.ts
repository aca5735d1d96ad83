import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

export interface CapacityOptions {
  url: string;
  connections: number;
  duration: number;
  method: string;
  body?: string;
  json: boolean;
}

/**
 * Closed-loop capacity: every connection sends its next request when the last one is answered. Throughput only:
 * autocannon's latencies under such a load say how long the queue was made, not how long a customer waits.
 */
export async function runCapacityCommand(options: CapacityOptions): Promise<number> {
  const { url, connections, duration, method, body, json } = options;
  const result = await autocannon({
    url,
    connections,
    duration,
    method: method as 'GET',
    ...(body && { body: readFileSync(body, 'utf8'), headers: { 'content-type': 'application/json' } }),
  });
  const { errors, timeouts, non2xx } = result;
  const figures = { requestsPerSecond: result.requests.average, answers: result['2xx'], non2xx, errors, timeouts };
  if (json) console.log(JSON.stringify(figures));
  else {
    console.log(`${figures.requestsPerSecond} requests/s over ${connections} connections for ${duration} s`);
    console.log(`${figures.answers} answers, ${non2xx} other than 2xx, ${errors} errors, ${timeouts} timeouts`);
  }
  return result['2xx'] > 0 ? 0 : 2;
}
