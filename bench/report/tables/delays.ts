import type { DelayFigures } from '../figures/delays.ts';
import { count, figure, percent, rate } from '../words/format.ts';
import { noFigure, type SummaryTable } from './table.ts';

export const delaysTitle = 'What a delay on the link of inventory costs, and why';

const notRecorded = 'not recorded';

/** What follows from the code, beside what was measured; null where no delay has figures. */
export function delaysTable(delays: readonly DelayFigures[]): SummaryTable | null {
  if (delays.length === 0) return null;
  const commits = delays.some(({ awaitsCommit }) => awaitsCommit);
  return {
    title: delaysTitle,
    note:
      'Network latency costs an order the delay as many times as it crosses the link, on average: an answer or a delivery once; half a delay more for each wait that others are already in. ' +
      `Of these waits, the fetch of a consumer is the medium’s; that ${commits ? 'a consumer waits for its commit before it fetches, and ' : ''}an outbox waits for the confirmation of a batch before it sends the next is ours. ` +
      'Measured is the completion p50 over that of the control, divided by the delay. Only so many calls or messages are under way at once: that many ÷ seconds of delay is the highest rate that the link lets through (a pool of calls, a prefetch, or the batch of an outbox that waits for its confirm). ' +
      'Where more come than that, orders wait for their turn: the measured multiple is then that of the line and grows with the length of the load, and is no latency of the network. A dependency that works slowly would cost throughput instead.',
    columns: [
      { head: 'delay observed (ms), median' },
      { head: 'times the delay, from the code' },
      { head: 'of these ours' },
      { head: 'times the delay, measured' },
      { head: 'highest rate (orders/s)', sentences: true },
      { head: 'offered/s' },
      { head: 'completed/s' },
      { head: 'accepted' },
    ],
    rows: delays.map((delay) => {
      const { requestedMs, mode, observedMs, meanOf, expected, completedPerSecond, sent, accepted } = delay;
      return {
        label: `${count(requestedMs)} ms: ${mode}`,
        cells: [
          observedMs === null
            ? noFigure
            : `${figure(observedMs)}${meanOf === null ? '' : `, mean of ${count(meanOf)}`}`,
          expected === null ? notRecorded : String(expected.times),
          expected === null ? notRecorded : String(expected.ours),
          measuredWords(delay),
          boundWords(delay),
          rate(delay.offeredPerSecond),
          completedPerSecond === null ? noFigure : figure(completedPerSecond),
          percent(accepted, sent),
        ],
      };
    }),
    remarks: delays.flatMap((delay) => waitsWords(delay) ?? []),
  };
}

/** `128 calls ÷ 2.00 s = 64.0` */
function boundWords({ bound, observedMs }: DelayFigures): string {
  if (bound === undefined || observedMs === null) return notRecorded;
  return `${count(bound.atOnce)} ${bound.of} ÷ ${figure(observedMs / 1000)} s = ${figure(bound.perSecond)}`;
}

/** `3.21, waits for its turn` */
function measuredWords({ measured, busyControl, waitsFor }: DelayFigures): string {
  if (measured === null) return noFigure;
  const waits = { bound: ', waits for its turn', unknown: ', did not keep up' };
  return `${measured.toFixed(2)}${busyControl ? ', at least: its control was busy' : ''}${waitsFor === null ? '' : waits[waitsFor]}`;
}

const MOST_REFUSED = 0.01;
const REACHED = 0.9;

/** A call may outlive its order; how many did is in no record. */
const fewerThanBound = ({ bound, completedPerSecond }: DelayFigures): string =>
  bound && completedPerSecond !== null && completedPerSecond < REACHED * bound.perSecond
    ? '; fewer were completed than that lets through, and what became of the other calls is not recorded'
    : '';

/** What orders waited for besides the link, and why some were refused, where the arithmetic of a pool tells; null: for nothing. */
export function waitsWords(delay: DelayFigures): string | null {
  const { mode, requestedMs, bound, waitsFor, offeredPerSecond, completedPerSecond } = delay;
  const { sent, accepted, refused, failed } = delay;
  const full = bound?.of === 'calls' ? `, as when ${count(bound.atOnce + bound.waiting)} orders are being placed` : '';
  const done = completedPerSecond === null ? '' : `, and ${figure(completedPerSecond)} were completed`;
  const name = `${mode} with ${count(requestedMs)} ms`;
  if (waitsFor === 'unknown')
    return `${name}: ${rate(offeredPerSecond)} orders per second were offered${done}: they may have waited for each other, and what for is not recorded, so its times are not of the link alone`;
  if (waitsFor !== 'bound' || !bound) return null;
  const why = `${name}: ${boundWords(delay)} orders per second at most, ${rate(offeredPerSecond)} were offered${done}; `;
  return sent - accepted <= MOST_REFUSED * sent
    ? `${why}the others wait for their turn, so its times are not of the link alone`
    : `${why}${count(sent - accepted)} of ${count(sent)} orders were not accepted (${percent(sent - accepted, sent)}): ` +
        `${count(failed)} were answered that they failed, and ${count(refused)} refused at once${full}` +
        fewerThanBound(delay);
}
