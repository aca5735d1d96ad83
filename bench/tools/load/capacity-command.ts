import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import { asSome, type Register } from '../options.ts';
import { print } from '../print.ts';

const codes = `
Exit: 0 measured, 2 no request was answered with 2xx, 3 could not run.`;

/** `bench capacity`. */
export const capacityCommand: Register = (program, finish) => {
  program
    .command('capacity')
    .description('How many requests per second any HTTP server answers, closed loop. Throughput only, never latency.')
    .requiredOption('--url <url>', 'http://host:port/path')
    .option(
      '--connections <n>',
      'and requests under way: each connection waits for its answer before it sends again',
      asSome,
      32,
    )
    .option('--duration <s>', 'seconds', asSome, 10)
    .option('--method <m>', 'HTTP method', 'GET')
    .option('--body <file>', 'JSON sent with every request')
    .option('--json', 'print the result as JSON on stdout', false)
    .addHelpText('after', codes)
    .action((options) => finish(runCapacity(options)));
};

interface CapacityOptions {
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
async function runCapacity(options: CapacityOptions): Promise<number> {
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
  if (json) print(JSON.stringify(figures));
  else {
    print(`${figures.requestsPerSecond} requests/s over ${connections} connections for ${duration} s`);
    print(`${figures.answers} answers, ${non2xx} other than 2xx, ${errors} errors, ${timeouts} timeouts`);
  }
  return result['2xx'] > 0 ? 0 : 2;
}
