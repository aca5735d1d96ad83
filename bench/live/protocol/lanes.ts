import { z } from 'zod';
import { protectionNames } from '../../../common/base/protections.ts';
import { everyRole } from '../../../common/workflow/message-table.ts';

/** What the page is told of the lanes: what they are, and how they are. The page imports types only; schemas are for the server and its tests. */

/** A lane is one running mode, named like it. */
export const LaneName = z.string().min(1).max(64);
export const RoleName = z.enum(everyRole);
/** Milliseconds since 1970, of the server's clock: the one time axis of the page. */
export const AtMs = z.number();

/**
 * `starting`: it was started and does not say yet that it is ready · `ready` · `not-ready`: it lives and says it cannot do
 * its job · `paused`: suspended, its connections open · `killed`: ended by a signal that it could not hear · `stopped`: ended
 * in order.
 */
export const ProcessState = z.enum(['starting', 'ready', 'not-ready', 'paused', 'killed', 'stopped']);

const Service = z.object({
  role: RoleName,
  /** As in logs, queues and groups. */
  name: z.string(),
  state: ProcessState,
  pid: z.number().nullable(),
});

/** What stands between services: a queue, one partition of a topic as one group reads it, or the calls that one service has still to make. */
const Channel = z.object({
  /** Names it within its lane: the key of `Backlog`. */
  id: z.string(),
  kind: z.enum(['queue', 'partition', 'calls']),
  /** The queue or topic, without the namespace of this lab; of calls, what they are. */
  name: z.string(),
  partition: z.number().nullable(),
  /** Who puts something into it, and who takes it out. */
  from: z.array(RoleName),
  to: RoleName.nullable(),
});

/** An arrow to draw. `broker` is a node beside the services; `client` stands for the customers, `provider` for who moves their money. */
const Arrow = z.object({
  from: z.union([RoleName, z.literal(['broker', 'client', 'provider'])]),
  to: z.union([RoleName, z.literal(['broker', 'client', 'provider'])]),
});

const Protection = z.object({
  name: z.enum(protectionNames),
  what: z.string(),
  on: z.boolean(),
  /** Why this lane has no use for it; null when it has. */
  needless: z.string().nullable(),
  /** Why it cannot be switched while the lab runs; null: it can. */
  fixed: z.string().nullable(),
});

/** What a lane can do besides, or why not: the reason is for people. Null: it can. */
const Abilities = z.object({
  redrive: z.string().nullable(),
  rewind: z.string().nullable(),
});

/** What a fault is, and who can suffer it. */
export const CatalogueFault = z.object({
  name: z.string(),
  /** A heading, without a full stop. */
  title: z.string(),
  what: z.string(),
  /** False: it does what it does at once, and is over; there is nothing to heal. */
  lasts: z.boolean(),
  /** One of those most people ask for first. */
  leads: z.boolean(),
  /** It happens to a payment, or around it. */
  ofPayment: z.boolean(),
  /** It does not show in less. */
  atLeastSeconds: z.number().nullable(),
  /** What can be chosen about it, by name: whole numbers. */
  parameters: z.record(
    z.string(),
    z.object({ label: z.string(), unit: z.string(), usual: z.number(), least: z.number(), most: z.number() }),
  ),
  /** Per lane, why it cannot suffer it; null when it can. */
  unavailable: z.record(LaneName, z.string().nullable()),
});

/**
 * A fault on one lane.
 *
 *   injecting ─▶ injected ─▶ witnessed ─▶ healing ─▶ healed, with the evidence, or without (then nothing proved it: unknown)
 *                                               └▶ unhealed ─▶ healing, when somebody tries again
 *
 * `witnessed` is reached before healing only where there is something to see by then; its button is lit from then on.
 * `failed`: it could not be injected; `unhealed`: it could not be healed, and lasts until it is or its lane is stopped; `evidence`
 * says why.
 */
export const LaneFault = z.object({
  id: z.string(),
  name: z.string(),
  /** What was chosen about it; of all else it is as usual. */
  values: z.record(z.string(), z.number()),
  phase: z.enum(['injecting', 'injected', 'witnessed', 'healing', 'healed', 'unhealed', 'failed']),
  /** What proves it; null while nothing does. */
  evidence: z.string().nullable(),
  sinceMs: AtMs,
  /** When it was over; null: it is under way; the end of its band in the charts. */
  untilMs: AtMs.nullable(),
});

/** A lane as it is now. */
export const Lane = z.object({
  lane: LaneName,
  /** A few words, as `REST calls`. */
  label: z.string(),
  /** One sentence for somebody who does not know it. */
  title: z.string(),
  /** How it is drawn in every chart; `words` say it. */
  line: z.object({ color: z.string(), dash: z.union([z.array(z.number()), z.literal('solid')]), words: z.string() }),
  medium: z.object({ name: z.string(), kind: z.enum(['calls', 'queues', 'log']) }),
  /** What POST /orders answers: the outcome, or the promise of one. */
  answer: z.enum(['outcome', 'promise']),
  state: z.enum(['starting', 'up', 'restarting', 'stopped', 'failed']),
  /** What it does while it is neither up nor stopped, or why it failed. */
  because: z.string().nullable(),
  services: z.array(Service),
  broker: z.object({ name: z.string(), state: ProcessState, pid: z.number().nullable() }).nullable(),
  /** How its orders are paid; null: they are not. */
  payment: z.enum(['orchestrated', 'choreographed']).nullable(),
  /** Who moves the money; null: nobody. */
  provider: z.object({ state: ProcessState, pid: z.number().nullable() }).nullable(),
  channels: z.array(Channel),
  arrows: z.array(Arrow),
  protections: z.array(Protection),
  abilities: Abilities,
  /** Every fault since the lab began, oldest first, the last 200 of them: those under way, and the bands of the charts. */
  faults: z.array(LaneFault),
});

export type ProcessState = z.infer<typeof ProcessState>;
export type Lane = z.infer<typeof Lane>;
export type LaneFault = z.infer<typeof LaneFault>;
export type CatalogueFault = z.infer<typeof CatalogueFault>;
export type LaneChannel = z.infer<typeof Channel>;
