import { decodeEvent } from '../../../../common/contracts/decode-event.ts';
import { encodeEvent } from '../../../../common/contracts/encode-event.ts';
import { type DomainEvent, OrderPlacedEvent } from '../../../../common/contracts/events.ts';
import { profiled } from '../profile/profiled.ts';
import { eventOf } from './events.ts';
import { inTurn } from './in-turn.ts';

/** Row 8, told to the parent: JSON alone and the contracts, over the same events. */
const EVENTS = 256;
const { seconds, profile } = JSON.parse(process.argv[2] ?? '{}') as { seconds: number; profile: boolean };

const events = Array.from({ length: EVENTS }, (_, n): DomainEvent => eventOf(n));
const bodies = events.map((event) => Buffer.from(JSON.stringify(event)));
let kept: unknown; // so that no work can be left out
const each =
  <Item>(items: readonly Item[], work: (item: Item) => unknown) =>
  () => {
    for (const item of items) kept = work(item);
  };

const decodeOurs = each(bodies, (body) => decodeEvent(OrderPlacedEvent, body));
const decode = await inTurn(
  seconds / 2,
  EVENTS,
  each(bodies, (body) => JSON.parse(body.toString())),
  decodeOurs,
);
const encodeOurs = each(events, encodeEvent);
const encode = await inTurn(
  seconds / 2,
  EVENTS,
  each(events, (event) => Buffer.from(JSON.stringify(event))),
  encodeOurs,
);
const limiter = (ours: () => void) => profiled(() => forSome(300, ours));
process.send?.({
  decode: { ...decode, ...(profile && { limiter: await limiter(decodeOurs) }) },
  encode: { ...encode, ...(profile && { limiter: await limiter(encodeOurs) }) },
  kept: typeof kept,
});

function forSome(ms: number, work: () => void): void {
  const end = performance.now() + ms;
  while (performance.now() < end) work();
}
