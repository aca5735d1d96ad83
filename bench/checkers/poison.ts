import { faultsIn } from '../record/fault-name.ts';
import type { Operation, ParkedMessage } from '../record/history.ts';
import { defineChecker, type Look, type Looked, type NotLooked } from './define-checker.ts';
import { deliveries } from './deliveries.ts';
import { isFinal, refusesBody } from './operations.ts';
import { parkedOrders } from './stored.ts';

/**
 * What cannot be processed is set aside with its reason and holds nobody up; what can be is not. A redriven message
 * takes effect once, or is parked again. In sync mode a pill is refused with a 4xx problem, and a stored call that is parked. Source: dead-letter
 * queues and the bounded redelivery of the brokers' manuals.
 */
export const poison = defineChecker(
  'poison',
  'a pill is not parked with its reason, a good message is parked or stuck, or a redrive has not exactly one effect',
  (look) => {
    const delivered = look.pills.filter((pill) => pill.type === 'ok' || isRefusal(look, pill));
    const pillIds = new Set(look.pills.map(({ key }) => key));
    const redriven = new Set(look.redrives.filter(({ type }) => type === 'ok').map(({ key }) => key));
    const parkedAs = attribute(look, pillIds);
    for (const pill of delivered) {
      if (!redriven.has(pill.key)) judgePill(look, pill, parkedAs.get(pill.key) ?? []);
    }
    if (delivered.length > 0) judgeBlocked(look);
    return judgeRedrives(look, redriven, parkedAs) ?? summary(look, delivered.length, redriven.size);
  },
);

const isRefusal = ({ evidence }: Look, pill: Operation) => evidence.mode.medium.kind === 'calls' && refusesBody(pill);

/** Parked messages by their pill; one of no pill is a good message that was parked. */
function attribute({ final, found }: Look, pillIds: Set<string>): Map<string, ParkedMessage[]> {
  const parkedAs = new Map<string, ParkedMessage[]>();
  const ids = [...pillIds];
  for (const message of final.parked) {
    const { messageId, orderId, body, reason, consumer } = message;
    const isPill = messageId !== null && pillIds.has(messageId);
    const pill = isPill ? messageId : ids.find((id) => body.includes(id));
    if (pill === undefined) {
      const says = `is a good message and was parked by ${consumer}: ${reason || 'no reason'}`;
      found.atRest(messageId ?? orderId ?? 'a parked message', says, ...(orderId === null ? [] : [orderId]));
    } else parkedAs.set(pill, [...(parkedAs.get(pill) ?? []), message]);
  }
  return parkedAs;
}

function judgePill(look: Look, pill: Operation, parked: ParkedMessage[]): void {
  const { found } = look;
  if (isRefusal(look, pill)) return;
  // As in the check `stuck`: a pill that keeps the pipeline from coming to rest is exactly what this check is for.
  if (parked.length === 0) found.now(pill.key, 'is a pill and was not parked by the deadline');
  else if (parked.some(({ reason }) => reason.trim() === '')) found.now(pill.key, 'was parked without a reason');
}

/** Good messages behind a pill: as in the check `stuck`, whether or not the pipeline came to rest. */
function judgeBlocked({ final, found }: Look): void {
  const parked = parkedOrders(final.parked);
  for (const { orderId, status } of final.orders) {
    if (!isFinal(status) && !parked.has(orderId)) found.now(orderId, 'is stuck beside a pill');
  }
}

function judgeRedrives(look: Look, redriven: Set<string>, parkedAs: Map<string, ParkedMessage[]>): NotLooked | null {
  const { final, found } = look;
  let unseen = 0;
  const repeated = new Map<string, number>();
  const applied = final.messages ? deliveries(final.messages) : null;
  for (const { messageId } of applied?.repeated ?? []) repeated.set(messageId, 1);
  for (const id of redriven) {
    const parked = parkedAs.get(id) ?? [];
    const consumers = new Set(parked.map(({ consumer }) => consumer));
    if (parked.some(({ reason }) => reason.trim() === '')) found.now(id, 'was parked again without a reason');
    if (consumers.size < parked.length) found.now(id, 'was redriven and parked more than once by one consumer');
    if (!applied) {
      if (parked.length === 0) unseen++;
      continue;
    }
    const effects = (applied.applied.get(id) ?? 0) === 0 ? 0 : 1 + (repeated.get(id) ?? 0);
    if (effects > 1) found.now(id, 'was redriven and took effect more than once');
    else if (effects + consumers.size === 0) found.atRest(id, 'was redriven and had no effect');
    else if (effects > 0 && consumers.size > 0) found.atRest(id, 'was redriven, took effect and was parked');
  }
  if (unseen === 0) return null;
  return { outcome: 'unknown', because: `No inbox was read to see the effect of ${unseen} redriven messages.` };
}

function summary({ evidence }: Look, pills: number, redriven: number): Looked | NotLooked {
  const counted = { pills, redriven };
  if (pills > 0) {
    const where =
      evidence.mode.medium.kind === 'calls'
        ? 'was refused, or parked with its reason'
        : 'was parked with its reason or redriven';
    return { looked: pills, counted, because: `Each of ${pills} pills ${where}; no good message was.` };
  }
  if (faultsIn(evidence.fault).includes('poison')) return { outcome: 'unknown', because: 'No pill arrived.', counted };
  return { outcome: 'not-applicable', because: 'No pill was sent in this trial.', counted };
}
