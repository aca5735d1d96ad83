import type { RunFile, SeriesRow } from '../../record/run-file.ts';
import type { SampleOrder } from './sample-orders.ts';

/** The rows of `series.csv` that these orders would have left behind. */
export function sampleSeries(trial: string, orders: SampleOrder[], seconds: number): SeriesRow[] {
  const rows: SeriesRow[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const [from, to] = [second * 1000, second * 1000 + 1000];
    const within = (ms: number | null) => ms !== null && ms >= from && ms < to;
    const add = (metric: SeriesRow['metric'], process: string, value: number) =>
      rows.push({ trial, second, metric, process, value: Number(value.toFixed(3)) });
    const due = orders.filter((order) => within(order.due));
    add('offered', 'generator', due.length);
    add('accepted', 'generator', orders.filter((order) => order.accepted && within(order.answered)).length);
    add('completed', 'notifications', orders.filter((order) => within(order.completed)).length);
    add('backlog', 'orders', backlogAt(orders, to));
    add('unfinished', 'orders', unfinishedAt(orders, to));
    const longest = (waits: number[]) => Math.max(0, ...waits);
    add('acceptance-slowest-ms', 'generator', longest(due.map((order) => order.answered - order.due)));
    add(
      'completion-slowest-ms',
      'generator',
      longest(due.flatMap((order) => (order.completed ?? order.due) - order.due)),
    );
  }
  return rows;
}

/** Accepted by then, not complete by then. */
export function backlogAt(orders: SampleOrder[], ms: number): number {
  return orders.filter((order) => order.accepted && order.answered <= ms && (order.completed ?? 0) > ms).length;
}

/** Due by then, and by then neither complete nor turned away. */
export function unfinishedAt(orders: SampleOrder[], ms: number): number {
  return orders.filter(
    ({ due, accepted, answered, completed }) => due <= ms && (accepted ? (completed ?? ms) : answered) > ms,
  ).length;
}

/** What the broker would have told of each consumer while the inventory was held back. */
export function sampleLag(run: RunFile): SeriesRow[] {
  return run.trials.flatMap(({ id, drain }) =>
    (drain?.samples ?? []).flatMap(({ second, broker }) =>
      [
        ['inventory-service', broker],
        ['notification-service', Math.round(broker / 40)],
        ['order-service', 0],
      ].map(([process, value]) => ({
        trial: id,
        second,
        metric: 'broker-backlog' as const,
        process: String(process),
        value: Number(value),
      })),
    ),
  );
}
