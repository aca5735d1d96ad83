import { shownAt } from './shown-at.ts';

/** Sum of one metric over its labels, read from a service's /metrics; 0 when it has not been counted yet. */
export async function readGauge(serviceUrl: string | undefined, metric: string): Promise<number> {
  const url = `${serviceUrl}/metrics`;
  const response = await fetch(url, { headers: await shownAt(url), signal: AbortSignal.timeout(2000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return sumOf(await response.text(), metric);
}

export function sumOf(exposition: string, metric: string): number {
  let sum = 0;
  for (const line of exposition.split('\n')) {
    if (!line.startsWith(metric) || !/[ {]/.test(line[metric.length] ?? '')) continue;
    sum += Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return sum;
}
