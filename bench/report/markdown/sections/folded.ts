import { count, percent } from '../format.ts';
import { blocks, code, table } from '../markdown.ts';
import type { Place } from './section.ts';

/** What the analytics service had folded from the events at the end of each trial; '' where there is none. */
export function folded({ folder: { metrics, run }, prefix }: Place): string {
  const rows = run.trials.flatMap(({ id }) => {
    const of = metrics[id];
    if (typeof of !== 'object' || of === null) return [];
    const { orders, confirmed, rejected, failureRate, digest } = of as Record<string, unknown>;
    const number = (value: unknown) => (typeof value === 'number' ? count(value) : '–');
    const share = typeof failureRate === 'number' ? percent(failureRate, 1) : '–';
    const short = typeof digest === 'string' ? code(digest) : '–';
    return [[code(id), number(orders), number(confirmed), number(rejected), share, short]];
  });
  if (rows.length === 0) return '';
  return blocks(
    `**What the analytics service had folded** from the events at the end of each trial (all of it: [metrics.json](${prefix}metrics.json)):`,
    table(['trial', 'orders', 'confirmed', 'rejected', 'failure rate', 'digest of its state'], rows),
  );
}
