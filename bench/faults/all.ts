import { faultsIn } from '../record/fault-name.ts';
import { brokerKill } from './broker-kill.ts';
import { combined } from './combined.ts';
import { crashBeforeAck } from './crash-before-ack.ts';
import { crashBeforeMark } from './crash-before-mark.ts';
import { crashBeforePublish } from './crash-before-publish.ts';
import { crashBeforeReply } from './crash-before-reply.ts';
import { databaseLocked } from './database-locked.ts';
import { diskFull } from './disk-full.ts';
import type { FaultKind } from './fault.ts';
import { flashCrowd } from './flash-crowd.ts';
import { hotItem } from './hot-item.ts';
import { inventoryErrors } from './inventory-errors.ts';
import { killInventory, killNotification, killOrder, killPayment } from './kill-service.ts';
import { bandwidth } from './network/bandwidth.ts';
import { blackholeIn } from './network/blackhole-in.ts';
import { blackholeOut } from './network/blackhole-out.ts';
import { cut } from './network/cut.ts';
import { disconnect } from './network/disconnect.ts';
import { latency } from './network/latency.ts';
import { refuse } from './network/refuse.ts';
import { resetAfterRequest } from './network/reset-after-request.ts';
import { resetBefore } from './network/reset-before.ts';
import { resetMid } from './network/reset-mid.ts';
import { flappingLink, leaderMinority, oneWayCut, slowLink } from './nodes/cut-off.ts';
import { emptyDisk, nodeDiskFull, oneAfterAnother } from './nodes/disk.ts';
import { followerKilled, leaderKilled, twoKilled } from './nodes/killed.ts';
import type { NodeFaultKind } from './nodes/node-fault.ts';
import { leaderPaused } from './nodes/paused.ts';
import { unsyncedLostAll, unsyncedLostOne } from './nodes/power-cut.ts';
import { rollingNodes } from './nodes/rolling.ts';
import { none } from './none.ts';
import { killOneInventory, stopOneInventory } from './one-of-several.ts';
import { pauseConsumer, pausePayment } from './pause-consumer.ts';
import { crashAfterCharge, crashAfterRefund, crashBeforeCharge, crashBeforeRefund } from './payment/crashes.ts';
import { paymentErrors, paymentSilent, providerCut, providerReset, slowPayment } from './payment/links.ts';
import {
  providerDeclines,
  providerErrors,
  providerLost,
  providerSilent,
  providerSlow,
} from './payment/provider-behaviour.ts';
import { poison } from './poison.ts';
import { realRedelivery } from './real-redelivery.ts';
import { redeliver } from './redeliver.ts';
import { rollingInventory, rollingRestart } from './rolling-restart.ts';
import { slowConsumer } from './slow-consumer.ts';
import { slowInventory } from './slow-inventory.ts';

/** What nodes of a cluster can suffer, in the order of reports. */
export const nodeFaults: readonly NodeFaultKind[] = [
  leaderKilled,
  followerKilled,
  twoKilled,
  leaderPaused,
  leaderMinority,
  oneWayCut,
  slowLink,
  flappingLink,
  rollingNodes,
  emptyDisk,
  oneAfterAnother,
  nodeDiskFull,
  unsyncedLostOne,
  unsyncedLostAll,
];

/** What can happen around the payment service while it lives: on the way to it, on the way to its provider, and at the provider. */
export const aroundPayment: readonly FaultKind[] = [
  slowPayment,
  paymentErrors,
  paymentSilent,
  providerSlow,
  providerErrors,
  providerSilent,
  providerLost,
  providerDeclines,
  providerReset,
  providerCut,
];

/** Every fault the lab knows, by name, in the order of reports. A new one is a file of its own and a line here. */
export const faults: Record<string, FaultKind> = Object.fromEntries(
  [
    none,
    killInventory,
    brokerKill,
    slowInventory,
    inventoryErrors,
    killNotification,
    killOrder,
    crashBeforePublish,
    crashBeforeMark,
    crashBeforeAck,
    crashBeforeReply,
    pauseConsumer,
    redeliver,
    realRedelivery,
    poison,
    slowConsumer,
    rollingRestart,
    rollingInventory,
    killOneInventory,
    stopOneInventory,
    hotItem,
    flashCrowd,
    diskFull,
    databaseLocked,
    latency,
    bandwidth,
    refuse,
    resetBefore,
    resetMid,
    resetAfterRequest,
    blackholeIn,
    blackholeOut,
    cut,
    disconnect,
    killPayment,
    pausePayment,
    crashBeforeCharge,
    crashAfterCharge,
    crashBeforeRefund,
    crashAfterRefund,
    ...aroundPayment,
    ...nodeFaults,
  ].map((fault) => [fault.name, fault]),
);

/** One fault by its name, or several at once as `a+b`; null when one of them is not known. */
export function faultNamed(name: string): FaultKind | null {
  if (Object.hasOwn(faults, name)) return faults[name] ?? null;
  const parts = faultsIn(name).map((part) => (Object.hasOwn(faults, part) ? faults[part] : undefined));
  if (!parts.every((part) => part !== undefined)) return null;
  return parts.length === 0 ? null : combined(parts);
}

/** How a report names it; the name itself where this lab no longer knows the fault. */
export const faultTitle = (name: string): string => faultNamed(name)?.title ?? `Fault ${name}`;

/** Its place in a report; combinations, and what this lab no longer knows, come last. */
export function faultRank(name: string): number {
  const rank = Object.keys(faults).indexOf(name);
  return rank < 0 ? Number.MAX_SAFE_INTEGER : rank;
}

/** Whether it is told in full where a report folds the others. */
export const leads = (name: string): boolean => faults[name]?.leads ?? false;
