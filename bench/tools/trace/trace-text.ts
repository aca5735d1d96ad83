import type { Trace } from './trace-of.ts';

/** A trace as a person reads it: one line per step, its times in milliseconds. */
export function traceText(mode: string, { orderId, status, steps, unfinished }: Trace): string {
  const widest = Math.max(...steps.map(({ service }) => service.length));
  const ms = (value: number) => String(value).padStart(7);
  const lines = steps.map(
    ({ at, sinceFirstMs, sinceBeforeMs, service, what }) =>
      `${at.slice(11, 23)} ${ms(sinceFirstMs)} ${`+${sinceBeforeMs}`.padStart(7)}  ${service.padEnd(widest)}  ${what}`,
  );
  const took = steps.at(-1)?.sinceFirstMs ?? 0;
  return [
    `Order ${orderId} in ${mode}: ${status ?? 'not known to the order service'}, ${steps.length} steps in ${took} ms`,
    '',
    `${'UTC'.padEnd(12)} ${'ms'.padStart(7)} ${'step'.padStart(7)}  ${'service'.padEnd(widest)}  what`,
    ...lines,
    ...(unfinished.length > 0 ? ['', 'Not done:', ...unfinished.map((line) => `  ${line}`)] : []),
  ].join('\n');
}
