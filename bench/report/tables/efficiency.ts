import type { EfficiencyFigures, Idle } from '../figures/efficiency.ts';
import { exhausted } from '../figures/limiter.ts';
import { fewAccepted } from '../words/few-accepted.ts';
import { figure, listed, percent } from '../words/format.ts';
import { busyWords } from '../words/limiter-words.ts';
import { variationWords } from '../words/names.ts';
import { noFigure, type SummaryTable } from './table.ts';

/** A curve of every mode: at one low rate it tells what a broker does while idle. */
export function efficiencyTable({ points, idle }: EfficiencyFigures): SummaryTable {
  return {
    title: 'Efficiency over the load: CPU of an order',
    note:
      'Milliseconds of a core per completed order, by who used them; stores are in the services that hold them, generator and bench in neither. ' +
      'A broker has work of its own whatever comes: *idle* is that, spread over the orders of the row, so it fades as the load grows. ' +
      'Rows of one load were measured beside each other; the curve is described and not ranked.',
    columns: [
      { head: 'completed/s' },
      { head: 'services (ms)' },
      { head: 'of these in no other mode (ms)', sentences: true },
      { head: 'broker (ms)' },
      { head: 'of these idle (ms)' },
      { head: 'orders per core-second' },
      { head: 'machine busy' },
    ],
    rows: points.map((point) => ({
      label: `${point.mode}: ${variationWords(point.variation)}`,
      cells: [
        figure(point.perSecond),
        figure(point.services),
        point.alone === 0 ? noFigure : figure(point.alone),
        point.broker === null ? noFigure : figure(point.broker),
        point.broker === null ? noFigure : point.brokerIdle === null ? 'not recorded' : figure(point.brokerIdle),
        figure(point.ordersPerCoreSecond),
        busyWords(point.machineBusy, exhausted.machine),
      ],
    })),
    remarks: [
      ...idle.map(
        ({ mode, services, broker }) =>
          `${mode} with nothing to do: services ${idleWords(services)} of a core per second${broker === null ? '' : `, broker ${idleWords(broker)}`}, since the system counts CPU in ticks, two sums for each process`,
      ),
      ...extra(points),
      ...notAllLetIn(points),
      ...begunBefore(points),
    ],
  };
}

const idleWords = ({ ms, within }: Idle): string => `${figure(ms)} ms (to within ${figure(within)})`;

/** From so many more on an order looks cheaper than it is. */
const MANY_MORE = 0.01;

/** What was done before the window for orders that were completed in it is in no figure. */
function begunBefore(points: EfficiencyFigures['points']): string[] {
  return points.flatMap(({ mode, variation, orders, requests: { accepted } }) => {
    const more = orders / accepted - 1;
    return more <= MANY_MORE
      ? []
      : [
          `${mode}, ${variationWords(variation)}: ${percent(orders - accepted, accepted)} more orders were completed than came while it was measured, and what was done for these before is not counted: an order looks cheaper than it is by up to that share`,
        ];
  });
}

/** Work that only one mode was given makes its rows no comparison. */
function extra(points: EfficiencyFigures['points']): string[] {
  const modes = [...new Set(points.filter(({ alone }) => alone > 0).map(({ mode }) => mode))];
  return modes.length === 0
    ? []
    : [
        `${listed(modes)} ran a process that the others did not have: its orders per core-second are not those of the same work`,
      ];
}

/** What a load costs that was not taken is no price of that load. */
function notAllLetIn(points: EfficiencyFigures['points']): string[] {
  return points.flatMap(({ mode, variation, requests }) => {
    const few = fewAccepted([{ requests }]);
    return few === null
      ? []
      : [`${mode}, ${variationWords(variation)}, ${few}: what an order cost is told of those alone`];
  });
}
