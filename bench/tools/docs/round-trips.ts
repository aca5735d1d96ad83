import { readSettings } from '../../../common/base/config.ts';
import type { Mode } from '../../../common/mode.ts';
import { calls, callsOnTheWay, events, eventsOnTheWay } from '../../../common/workflow/message-table.ts';
import { modes } from '../../modes.ts';
import { inventoryLinkOf, timesTheDelay } from '../../record/inventory-link.ts';
import { bestOf } from '../../report/figures/best-runs.ts';
import { olderWords } from '../../report/markdown/sections/first-screen.ts';
import { isOlder, type NamedRun, type ServicesNow } from '../../report/render-first-screen.ts';
import { figure } from '../../report/words/format.ts';
import { table } from './markdown.ts';

/** How often an order waits for a round trip: between two machines of services or broker, and between the broker's own nodes. */
interface RoundTrips {
  /** Until its customer has an answer. */
  accepted: number;
  /** Until its notification is committed, on average, when orders come much faster than that. */
  completed: number;
  amongNodes: number;
}

/** Who comes at a random moment of a wait that others are already in waits for half of it; and a way is half of there and back. */
const HALF = 0.5;

/** From who sends what to whom, and from what the mode says of its client. */
function roundTripsOf({ broker, answeredBy }: Mode): RoundTrips {
  if (broker === null) {
    const asked = callsOnTheWay().map((kind) => calls[kind].to);
    return { accepted: asked.filter((to) => answeredBy.includes(to)).length, completed: asked.length, amongNodes: 0 };
  }
  const steps = eventsOnTheWay().filter((types) => types.some((type) => events[type].to.length > 0)).length;
  const confirm = broker.awaitsConfirm ? HALF : 0;
  const each = HALF + HALF + (broker.delivery === 'pulled' ? HALF : 0) + confirm;
  return { accepted: 0, completed: steps * each, amongNodes: steps * (1 + confirm) };
}

/** Milliseconds between two machines that the table is worked out for. */
const DISTANCES_MS = [0.5, 2, 10];

/** The formula of each mode, and what it comes to. */
export function roundTripsTable(): string {
  const rows = modes.map((mode) => {
    const { accepted, completed, amongNodes } = roundTripsOf(mode);
    const added = DISTANCES_MS.map((ms) => `${(completed + amongNodes) * ms} ms`);
    return [
      mode.label,
      term([[accepted, 'R']]),
      term([
        [completed, 'R'],
        [amongNodes, 'N'],
      ]),
      ...added,
    ];
  });
  const heads = DISTANCES_MS.map((ms) => `finished, R = N = ${ms} ms`);
  return table(['mode', 'until the answer', 'until the order is finished', ...heads], rows);
}

/** `2½ R + 3 N`; what there is none of is left out. */
function term(parts: [number, string][]): string {
  const there = parts.filter(([times]) => times > 0);
  return there.map(([times, of]) => `${inHalves(times)} ${of}`).join(' + ') || '0';
}

const inHalves = (times: number): string => {
  const whole = Math.floor(times);
  return times === whole ? `${whole}` : `${whole === 0 ? '' : whole}½`;
};

/**
 * The one link that the bench delays, on the way back alone: how many times the delay an order is finished later, by the code
 * as it is now and as it was measured in the best latency run, over its delays. `services`: their digest as they are now.
 */
export function delayedLinkTable(runs: readonly NamedRun[], services: ServicesNow): string {
  const best = bestOf(runs.map(({ figures }) => figures)).latency;
  const settings = readSettings({ LAB_DATA_DIR: '.' });
  const rows = modes.map((mode) => {
    const measured = (best?.latency.delays ?? []).filter(
      (delay) => delay.mode === mode.name && delay.requestedMs <= UNHINDERED_MS,
    );
    const times = measured.flatMap((delay) => delay.measured ?? []);
    const seen =
      times.length > 0 ? `${figure(Math.min(...times))} to ${figure(Math.max(...times))}` : 'not measured yet';
    return [mode.label, inHalves(timesTheDelay(inventoryLinkOf(mode, settings).crossings)), seen];
  });
  const from = best ? ` (run ${best.run.runId})` : '';
  const age = best && isOlder(best.run, services) ? `\n\nThis run is **${olderWords}**.` : '';
  return table(['mode', 'times the delay, by the code', `measured${from}`], rows) + age;
}

/** Behind more than this calls wait for one another as well (`LAB_POOL_SIZE`), which is no round trip. */
const UNHINDERED_MS = 500;
