import { readGauge } from '../../common/observe/metrics-reader.ts';
import type { FaultKind } from './fault.ts';

const TIMES = 10;
/** What shows it, on a machine that cannot answer them all in time. */
const AT_LEAST_TIMES = 2;
const METRIC = 'http_request_duration_seconds_count';

/** Ten times the orders, for a while. Proved by the order service's own count of requests. */
export const flashCrowd: FaultKind = {
  name: 'flash-crowd',
  title: 'Ten times the orders for a while',
  what: `${TIMES} times the orders per second`,
  load: { burst: TIMES },
  create({ lab }) {
    const requests = () => readGauge(lab.urls['orders'], METRIC);
    const born = performance.now();
    let injected = { at: 0, requests: 0 };
    let rates = { before: 0, during: 0 };
    return {
      async inject() {
        injected = { at: performance.now(), requests: await requests() };
      },
      async heal() {
        const during = (await requests()) - injected.requests;
        rates = {
          before: (injected.requests * 1000) / (injected.at - born),
          during: (during * 1000) / (performance.now() - injected.at),
        };
      },
      async witness() {
        const { before, during } = rates;
        if (before === 0 || during < before * AT_LEAST_TIMES) return null;
        return `the order service handled ${during.toFixed(0)} requests/s, after ${before.toFixed(0)}/s`;
      },
    };
  },
};
