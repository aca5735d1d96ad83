import type { Settings } from '../common/base/config.ts';
import type { FairFact, RecoverySetting } from '../common/mode.ts';
import { calls, callsOnTheWay } from '../common/workflow/message-table.ts';
import {
  breakerPolicy,
  bulkheadPolicy,
  clientPolicy,
  longestWaitMs,
  resumePolicy,
  retryBudget,
  retryPolicy,
} from './topology.ts';

export function fairness(settings: Settings): FairFact[] {
  const off = new Set(settings.LAB_WITHOUT);
  const { attempts, firstWaitMs } = retryPolicy;
  const { consecutiveFailures, probeEveryMs } = breakerPolicy;
  const breaker = off.has('breaker')
    ? 'no circuit breaker'
    : `the circuit opens after ${consecutiveFailures} failures in a row, and one call every ${probeEveryMs} ms finds out whether it can close`;
  const order = callsOnTheWay().map((kind) => `POST ${calls[kind].path}`);
  return [
    {
      setting: 'hand-over',
      value: order.join(', then '),
      pushes:
        'A call spares sync-rest the way through a broker, which helps its completion and its CPU per order; its customer waits for all of it, which hurts its acceptance.',
    },
    {
      setting: 'batch and linger',
      value: `each order makes calls of its own, ${clientPolicy.pipelining} at a time on a connection; no linger`,
    },
    {
      setting: 'failing message',
      value: off.has('dead-letter') ? 'a refused call is made again and again' : 'a refused call is parked at once',
      pushes:
        'Tries before parking hold up what comes behind in a partition of streaming-kafka, and take up a part of the prefetch of async-rabbitmq, only while something fails.',
    },
    {
      setting: 'timeouts',
      value:
        `connect ${clientPolicy.connectTimeoutMs} ms, ` +
        (off.has('timeouts')
          ? 'none for a call'
          : `request ${settings.LAB_REQUEST_DEADLINE_MS} ms, attempt ${settings.LAB_ATTEMPT_TIMEOUT_MS} ms`),
      pushes:
        'A shorter deadline of a request would hurt the share of orders that sync-rest accepts behind a slow dependency; those of the brokers decide how long a recovery takes.',
    },
    {
      setting: 'retries',
      value:
        (off.has('retries')
          ? 'none'
          : `${attempts} attempts with full jitter: the first wait is drawn up to ${firstWaitMs} ms, the last up to ${longestWaitMs(attempts - 1)} ms; at most ` +
            `${Math.round(retryBudget.share * 100)}% more calls and ${retryBudget.reserve} at once`) +
        `; ${breaker}; what stays undone is made again every ${resumePolicy.everyMs} ms, ${resumePolicy.atOnce} at once`,
      pushes: 'Retries of sync-rest add calls while a dependency is slow: they help its acceptance, and cost it CPU.',
    },
    {
      setting: 'connections',
      value: `a pool of ${settings.LAB_POOL_SIZE} per instance of a dependency, ${bulkheadPolicy.queue} more calls wait, then refused; none is begun that has waited for more than ${Math.round(bulkheadPolicy.waitShare * 100)}% of its time left; an idle connection is kept for at most ${clientPolicy.keepAliveMs} ms`,
      pushes:
        'The pool bounds what sync-rest can do behind a slow dependency: connections ÷ seconds per call. A larger one would help its throughput there.',
    },
  ];
}

export function recovery(settings: Settings): RecoverySetting[] {
  const timeouts = !settings.LAB_WITHOUT.includes('timeouts');
  return [
    {
      setting: 'one attempt of a call',
      inForce: timeouts ? `${settings.LAB_ATTEMPT_TIMEOUT_MS} ms` : 'none',
      byDefault: '300 s for the headers of an answer (undici)',
      decides: 'how long a silent dependency holds up one attempt',
      otherwise: 'an order caught by a silent inventory would hold its client for up to five minutes',
    },
    {
      setting: 'the answer to a client',
      inForce: timeouts ? `${settings.LAB_REQUEST_DEADLINE_MS} ms` : 'none',
      byDefault: 'none',
      decides: 'when a client is told 504 at the latest, retries included',
      otherwise: 'nothing of its own would end the wait of a client',
    },
    {
      setting: 'connecting to a dependency',
      inForce: `${clientPolicy.connectTimeoutMs} ms`,
      byDefault: '10 s (undici)',
      decides: 'how long a dependency that takes no connection holds up one attempt',
      otherwise: 'an attempt would end by its own timeout instead',
    },
    {
      setting: 'an open circuit',
      inForce: settings.LAB_WITHOUT.includes('breaker') ? 'none' : `one call every ${breakerPolicy.probeEveryMs} ms`,
      byDefault: 'none',
      decides:
        'how soon after a dependency is back a call finds that out, also while one before it is still unanswered',
      otherwise: 'every call would try the dependency by itself',
    },
    {
      setting: 'calls that stay to be made',
      inForce: `every ${resumePolicy.everyMs} ms`,
      byDefault: 'none: no library does this',
      decides: 'how soon after recovery what was left is notified or released',
      otherwise: 'an order whose customer was not told would stay so',
    },
  ];
}
