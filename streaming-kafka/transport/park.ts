import { MAX_EVENT_BYTES } from '../../common/contracts/envelope.ts';
import type { Unfit } from '../../common/messaging/deliver.ts';
import { parkedCopy } from '../../common/messaging/parked-copy.ts';
import { idsIn } from '../../common/observe/ids-in.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import { deadLettersOf, parkPolicy } from '../topology.ts';
import { isTooLarge, type Outgoing } from './publish.ts';
import type { FetchedRecord } from './record-set.ts';
import { requestHeadersIn } from './requests.ts';

/** Where records lie that a group could not handle. */
interface Place {
  group: string;
  topic: string;
  partition: number;
}

export type Park = (from: Place, unfit: readonly Unfit<FetchedRecord>[]) => Promise<void>;

/**
 * Copies records to the dead-letter topic of the group that could not handle them, each with the reason and where it lies;
 * they stay in the log, and the partition goes on. A copy always fits: what of a record is too long is cut, and marked as
 * cut. Throws unless the broker confirms: then no offset may be committed.
 */
export function createPark({ log, metrics }: ServiceContext, send: (records: Outgoing[]) => Promise<void>): Park {
  return async (from, unfit) => {
    for (let at = 0; at < unfit.length; ) {
      const now = unfit.slice(at, at + fittingOf(unfit.slice(at, at + parkPolicy.atOnce)));
      await sendFitting(
        send,
        now.map(({ raw, reason }) => copyOf(from, raw, reason)),
      );
      at += now.length;
      metrics.parked.inc(now.length);
      for (const { raw, reason } of now) {
        const line = { group: from.group, origin: originOf(from, raw), reason };
        if (raw.unreadable) {
          metrics.skipped.inc(raw.unreadable.records);
          log.error({ ...line, records: raw.unreadable.records }, 'batch skipped: it cannot be read');
        } else log.warn({ ...idsIn(isNoEvent(raw) ? null : raw.value, idOf(raw)), ...line }, 'message parked');
      }
    }
  };
}

/** A broker may be told to take less than any of its kind does by itself: then each goes alone, and at worst without its body. */
async function sendFitting(send: (records: Outgoing[]) => Promise<void>, copies: Outgoing[]): Promise<void> {
  try {
    await send(copies);
  } catch (error) {
    const [first] = copies;
    if (!isTooLarge(error) || !first || (copies.length === 1 && !first.value)) throw error;
    if (copies.length > 1) for (const copy of copies) await sendFitting(send, [copy]);
    else {
      const cutFrom = first.headers?.['x-cut-from'] ?? String(first.value?.length);
      await sendFitting(send, [
        { ...first, key: null, value: null, headers: { ...first.headers, 'x-cut-from': cutFrom } },
      ]);
    }
  }
}

function copyOf(from: Place, raw: FetchedRecord, reason: string): Outgoing {
  const { key, value, unreadable } = raw;
  const messageId = idOf(raw);
  const { headers, body } = parkedCopy(from.group, reason, value ?? Buffer.alloc(0));
  return {
    topic: deadLettersOf(from.group),
    partition: parkPolicy.partition,
    key: key?.subarray(0, parkPolicy.keyBytes) ?? null,
    value: value && body,
    headers: {
      ...requestHeadersIn((name) => textIn(raw, name)),
      ...headers,
      'x-origin': originOf(from, raw),
      ...(messageId && { 'x-message-id': messageId }),
      ...(key && key.length > parkPolicy.keyBytes && { 'x-key-cut-from': String(key.length) }),
      ...(unreadable && { 'x-records': String(unreadable.records) }),
    },
  };
}

/** Too large for one: nothing in it is looked at. */
const isNoEvent = ({ value }: FetchedRecord): boolean => value !== null && value.length > MAX_EVENT_BYTES;

const originOf = ({ topic, partition }: Place, { offset }: FetchedRecord): string => `${topic}/${partition}/${offset}`;

const idOf = (raw: FetchedRecord): string | undefined => textIn(raw, 'x-message-id');

/** A stranger may have written anything in its place. */
function textIn({ headers }: FetchedRecord, name: string): string | undefined {
  const header = headers?.[name];
  const text = Buffer.isBuffer(header) && header.length <= parkPolicy.idBytes ? header.toString() : '';
  return /^[\x21-\x7e]+$/.test(text) ? text : undefined;
}

/** How many of the first copies fit one batch of the broker; one always does. */
function fittingOf(unfit: readonly { raw: FetchedRecord }[]): number {
  let left = parkPolicy.bytesAtOnce;
  const over = unfit.findIndex(({ raw }) => {
    left -= parkPolicy.headerBytes + Math.min(raw.value?.length ?? 0, MAX_EVENT_BYTES);
    return left < 0;
  });
  return over < 0 ? unfit.length : Math.max(1, over);
}
