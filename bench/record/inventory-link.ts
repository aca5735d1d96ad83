import type { Settings } from '../../common/base/config.ts';
import type { BrokerUse } from '../../common/capabilities.ts';
import type { Mode } from '../../common/mode.ts';
import { calls, callsOnTheWay, eventsOnTheWay, receivedBy, sentBy } from '../../common/workflow/message-table.ts';

/** What an order has to do with the link of inventory: what a delay there costs it, and how many can wait there at once. */
export interface InventoryLink {
  /** Each with how many times the delay it makes an order wait, on average, when orders come much faster than that. */
  crossings: Crossing[];
  /** Calls to inventory at once, and how many more wait for one to end; null where nobody calls it. */
  calls: { atOnce: number; waiting: number } | null;
  /** Messages to or from inventory at once. Absent: there is no broker, or it was not recorded. */
  messages?: number;
}

/**
 * What is waited for on the link:
 *
 * | kind     | an order waits                                                                     | whose |
 * |----------|------------------------------------------------------------------------------------|-------|
 * | answer   | for the answer of a call                                                           | the medium's |
 * | delivery | for the broker's bytes to reach inventory                                          | the medium's |
 * | fetch    | in the broker, while the answer to the fetch before is on its way: half of that     | the medium's |
 * | commit   | in older files: while the consumer waits for its commit before it fetches: half     | ours  |
 * | confirm  | in the outbox of inventory, while the batch before is being confirmed: half of that | ours  |
 */
export interface Crossing {
  kind: 'answer' | 'delivery' | 'fetch' | 'commit' | 'confirm';
  times: number;
}

/** Waits that are of our own making: the medium would let a client go on meanwhile. */
const ours: readonly Crossing['kind'][] = ['commit', 'confirm'];
export const isOurs = ({ kind }: Crossing): boolean => ours.includes(kind);

export const timesTheDelay = (crossings: readonly Crossing[]): number =>
  crossings.reduce((sum, { times }) => sum + times, 0);

const inventory = 'inventory';
/** Who arrives at a random moment of a wait that others are in waits for half of it. */
const HALF = 0.5;

/** From who sends what to whom, and from what the mode says of its client. The delay is on the way back to who asked. */
export function inventoryLinkOf(mode: Mode, settings: Settings): InventoryLink {
  if (mode.broker === null) return { crossings: crossingsOfCalls(), calls: mode.callsAtOnce?.(settings) ?? null };
  return { crossings: crossingsOfEvents(mode.broker), calls: null, messages: mode.broker.messagesAtOnce(settings) };
}

function crossingsOfCalls(): Crossing[] {
  const asked = callsOnTheWay().filter((kind) => calls[kind].to === inventory);
  return asked.map(() => ({ kind: 'answer', times: 1 }));
}

function crossingsOfEvents({ delivery, awaitsConfirm }: BrokerUse): Crossing[] {
  const steps = eventsOnTheWay();
  const received = steps.filter((types) => types.some((type) => receivedBy(inventory).includes(type))).length;
  const sent = steps.filter((types) => types.some((type) => sentBy(inventory).includes(type))).length;
  return [
    { kind: 'delivery', times: received },
    ...(delivery === 'pulled' ? [{ kind: 'fetch' as const, times: HALF * received }] : []),
    ...(awaitsConfirm ? [{ kind: 'confirm' as const, times: HALF * sent }] : []),
  ];
}
