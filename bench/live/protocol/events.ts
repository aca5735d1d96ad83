import { z } from 'zod';
import { Product } from '../../../common/contracts/products.ts';
import { Mix, Work } from './commands.ts';
import { LaneFigures } from './figures.ts';
import { AtMs, CatalogueFault, Lane, LaneName, RoleName } from './lanes.ts';

/**
 * How page and server talk.
 *
 *   1. The lab prints `http://127.0.0.1:<port>/#token=<token>`. The token stands in the fragment, which no browser sends: the
 *      page takes it from there, keeps it in `sessionStorage` (a reload keeps it, another site cannot read it) and takes it
 *      out of the address. Without one the page can only say that the address of the terminal must be opened.
 *   2. `GET /events?token=<token>` is the stream (text/event-stream). Every event has an id `<run>.<n>`, the name `lab`, and one
 *      `LabEvent` as its data. EventSource repeats the last id by itself (`Last-Event-ID`; or `?after=<id>`).
 *      The first event of every connection is `hello`, without an id:
 *        `start: 'fresh'`   no id was sent: the picture as it is now, and the figures of the last five minutes follow from `history`;
 *        `start: 'resumed'` what was missed follows, then what is new; state of the page stays;
 *        `start: 'lost'`    that id is not known any more (too long away, or another lab): begin anew, and say so.
 *   3. `POST /commands` with `Authorization: Bearer <token>` and a `Command` as JSON.
 *   4. `GET /api/…` with the same header: see `reads.ts`.
 *   5. A recording is a text of JSON lines, the first a `Recording`, then one `Recorded` each. `GET /api/recording` gives that of
 *      now; after `npm run lab -- --open FILE` the stream says `hello` with `replay: true` and nothing else, and
 *      `GET /api/recording` gives the file. One HTML file has it in `<script type="application/json" id="recording">`, as
 *      a JSON array of the same objects.
 */

/** Once a second. */
export const FiguresEvent = z.object({
  kind: z.literal('figures'),
  atMs: AtMs,
  lanes: z.record(LaneName, LaneFigures),
  /** Cores used by what watches: `lab` (this server) and `generator`. */
  own: z.record(z.string(), z.number()),
});

/** Whenever a lane changed; the whole of it. */
const LaneEvent = z.object({ kind: z.literal('lane'), atMs: AtMs, lane: Lane });

export const LoadState = z.object({
  /** Orders per second, for each lane. */
  perSecond: z.number(),
  mix: Mix,
  /** Null: there is no warehouse. */
  work: Work.nullable(),
  seed: z.number(),
  /** Null: there is none. */
  burst: z.object({ times: z.number(), untilMs: AtMs }).nullable(),
});
const LoadEvent = z.object({ kind: z.literal('load'), atMs: AtMs, load: LoadState });

/**
 * Where orders are, for the dots: several times a second what happened since. At high rates only some orders are told, `more`
 * counts the others per step.
 */
export const Step = z.enum([
  'placed',
  'accepted',
  'refused',
  'failed',
  'reserved',
  'turned-away',
  'paying',
  'confirmed',
  'rejected',
  'declined',
  'notified',
]);
const StepsEvent = z.object({
  kind: z.literal('steps'),
  atMs: AtMs,
  lane: LaneName,
  /** `order`: the key of the order, the same in every lane; `orderId` once the lane gave it one. `us`: monotonic microseconds. */
  steps: z.array(z.object({ order: z.string(), orderId: z.string().nullable(), step: Step, us: z.number() })),
  more: z.partialRecord(Step, z.number()),
});

/** Who speaks in the log: a service, the customers, the broker. */
const Party = z.union([RoleName, z.literal('client'), z.literal('broker')]);
export const Said = z.object({
  atMs: AtMs,
  from: Party,
  to: Party,
  /** `call`: a request and its answer · `published`: confirmed by the broker · `handled`: acknowledged after its effect. */
  how: z.enum(['call', 'published', 'handled']),
  /** `POST /reserve`, `OrderPlaced`. */
  what: z.string(),
  messageId: z.string().nullable(),
  orderId: z.string().nullable(),
  /** The answer (`201`, `answered`), or where the message was read: queue, or topic/partition/offset. */
  answer: z.string(),
});
/** The communication log: what was really sent, read from the stores. `omitted`: more than fits happened meanwhile. */
const LogEvent = z.object({
  kind: z.literal('log'),
  atMs: AtMs,
  lane: LaneName,
  said: z.array(Said),
  omitted: z.number(),
});

/** What one check of the bench says of a lane so far. */
const CheckSoFar = z.object({
  check: z.string(),
  rule: z.string(),
  outcome: z.enum(['holds', 'violated', 'unknown']),
  because: z.string(),
  /** How many things broke it, and the first of their ids (orders, as a rule). */
  findings: z.number(),
  offending: z.array(z.string()),
});
/**
 * accepted = finishedOnce + doubled + lost + underWay. `violated` as soon as one check is; `unknown` while nothing was accepted, a fault
 * lasts or an order has been under way for more than 5 s: what is not finished can still come out either way.
 */
export const Judgement = z.object({
  outcome: z.enum(['holds', 'violated', 'unknown']),
  because: z.string(),
  accepted: z.number(),
  finishedOnce: z.number(),
  underWay: z.number(),
  lost: z.number(),
  doubled: z.number(),
  /** Orders that hold stock and must not. */
  ghosts: z.number(),
  checks: z.array(CheckSoFar),
});
const JudgeEvent = z.object({ kind: z.literal('judge'), atMs: AtMs, lane: LaneName, judgement: Judgement });

/** What became of an order placed on the page, per lane: `answered`, and where it was accepted `finished` later. */
const PlacedEvent = z.object({
  kind: z.literal('placed'),
  atMs: AtMs,
  placement: z.string(),
  lane: LaneName,
  phase: z.enum(['answered', 'finished']),
  orderId: z.string().nullable(),
  /** As a caller sees it; null: no answer came, `body` says why. */
  status: z.number().nullable(),
  body: z.string(),
  tookMs: z.number(),
});

/** One sentence for the user: a service died and is started again, a protection restarts a lane. */
const NoticeEvent = z.object({ kind: z.literal('notice'), atMs: AtMs, lane: LaneName.nullable(), text: z.string() });

/** What is streamed, recorded, and exported. */
export const LabEvent = z.discriminatedUnion('kind', [
  LaneEvent,
  LoadEvent,
  FiguresEvent,
  StepsEvent,
  LogEvent,
  JudgeEvent,
  PlacedEvent,
  NoticeEvent,
]);

/** What stays the same as long as the lab runs. */
const About = z.object({
  run: z.string(),
  startedMs: AtMs,
  faults: z.array(CatalogueFault),
  /** Without stock: see the shop view. */
  products: z.array(Product.omit({ available: true, reserved: true })),
  scenarios: z.array(z.object({ name: z.string(), title: z.string(), look: z.string() })),
});

/** The first event of every connection: sent as one event of the name `lab`, like all others. */
export const Hello = z.object({
  kind: z.literal('hello'),
  atMs: AtMs,
  start: z.enum(['fresh', 'resumed', 'lost']),
  /** True: this is a recording, to be fetched at `/api/recording`; `picture` is null. */
  replay: z.boolean(),
  /** Null when resumed. */
  picture: z
    .object({
      about: About,
      lanes: z.array(Lane),
      load: LoadState,
      judgements: z.record(LaneName, Judgement),
      /** The last five minutes, oldest first. */
      history: z.array(FiguresEvent),
      /** The newest lines of the communication log and the newest notices. */
      recent: z.array(z.union([LogEvent, NoticeEvent, PlacedEvent])),
    })
    .nullable(),
});

/** The first line of a recording; what the first page of that lab was greeted with. */
export const Recording = z.object({ recording: z.literal(1), hello: Hello });
export const Recorded = z.object({ id: z.string(), event: LabEvent });

export type LabEvent = z.infer<typeof LabEvent>;
export type EventOf<Kind extends LabEvent['kind']> = Extract<LabEvent, { kind: Kind }>;
export type LoadState = z.infer<typeof LoadState>;
export type Judgement = z.infer<typeof Judgement>;
export type Step = z.infer<typeof Step>;
export type Said = z.infer<typeof Said>;
export type Hello = z.infer<typeof Hello>;
export type Recording = z.infer<typeof Recording>;
export type Recorded = z.infer<typeof Recorded>;
