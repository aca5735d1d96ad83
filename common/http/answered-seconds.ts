import type { Histogram } from 'prom-client';
import type { Metrics } from '../observe/metrics.ts';

/** The status, in metrics alone, of a request whose caller left before it was answered; nginx calls it so. */
export const ABANDONED = 499;

/** The series of one route, each found by its labels once. */
export function secondsByStatus(histogram: Metrics['httpSeconds'], route: string, method: string) {
  const series = new Map<number, Histogram.Internal<'route' | 'method' | 'status'>>();
  return (status: number) => {
    let known = series.get(status);
    if (!known) series.set(status, (known = histogram.labels({ route, method, status })));
    return known;
  };
}
