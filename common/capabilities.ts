import type { Settings } from './base/config.ts';
import type { Protection } from './base/protections.ts';
import type { Role } from './workflow/message-table.ts';

/** A folder of the project and the name of the mode in it. Which there are, the registry of the bench says. */
export type ModeName = string;

/**
 * What not every mode can do or suffer. Those of the second half are functions of the operator by the same name: an
 * operator has one, or its mode says in `cannot` why not.
 */
export type Ability = 'broker-kill' | 'consume' | 'acknowledge' | 'hold' | 'reply' | OperatorAbility;

/** See `Operator`. */
export const operatorAbilities = [
  'leaveCall',
  'redrive',
  'republish',
  'positions',
  'records',
  'rewind',
  'follow',
  'truncate',
] as const;
type OperatorAbility = (typeof operatorAbilities)[number];

/** What an ability is, for a reader of a report. */
export const abilities: Record<Ability, string> = {
  'broker-kill': 'lose its broker',
  consume: 'have a consumer that is slower than what comes',
  acknowledge: 'acknowledge a message after its effect',
  hold: 'have messages in the hands of a consumer',
  reply: 'lose a reply that somebody waits for',
  leaveCall: 'find a stored call of an earlier version',
  redrive: 'deliver again what was set aside',
  republish: 'publish the outboxes again to the live consumers',
  positions: 'say how far each consumer has read',
  records: 'show everything that was sent, as it is kept',
  rewind: 'move a consumer back and read the past again',
  follow: 'let one more consumer read along',
  truncate: 'forget the oldest of the past',
};

/** One entry of a broker's access control list, by exact name. Who may read or write a topic may describe it. */
export interface BrokerRight {
  user: Role;
  resource: 'topic' | 'group';
  name: string;
  operation: 'read' | 'write' | 'describe';
}

/** What a mode is, as values: whoever must tell modes apart asks these, and never for a name. */
export interface ModeFacts {
  readonly name: ModeName;
  /** One sentence for a reader who does not know it. */
  readonly title: string;
  /** A few words, as in the heads of tables: `REST calls`. */
  readonly label: string;
  /**
   * What stands between the services. `calls`: nothing does, each hand-over is one exchange; `queues`: each consumer has its
   * own, and what was acknowledged is gone; `log`: it stays, and every consumer keeps its own place in it.
   */
  readonly medium: { name: string; kind: 'calls' | 'queues' | 'log' };
  /** What `POST /orders` answers: the outcome of the order, or the promise that it will have one. */
  readonly answer: 'outcome' | 'promise';
  /** The services without which there is no answer. */
  readonly answeredBy: readonly Role[];
  /** How it is drawn in every chart; `words` say it: `blue and solid`. */
  readonly line: { color: string; dash: readonly number[] | 'solid'; words: string };
  /** What it cannot do, with the reason that reports print. */
  readonly cannot: Partial<Record<Ability, string>>;
  /** Protections that its medium leaves nothing to do, with the reason that reports print. */
  readonly needless: Partial<Record<Protection, string>>;
}

/** How a mode uses its broker. */
export interface BrokerUse {
  /** As `bench/brokers` registers it, and as the process is called in reports. */
  readonly kind: string;
  /**
   * `pushed`: the broker sends ahead what a consumer has not asked for; `pulled`: a consumer fetches what it is about to
   * handle.
   */
  readonly delivery: 'pushed' | 'pulled';
  /** Messages that may be on a link at a time: on the way to a consumer and not acknowledged, or from an outbox and not confirmed. */
  messagesAtOnce(settings: Settings): number;
  /** Whether an outbox waits for the confirmation of a batch before it hands over the next one. */
  readonly awaitsConfirm: boolean;
  /** What tells a service to reach each of its nodes another way, whatever the broker advertises. Absent: nothing need. */
  via?(ways: readonly (readonly [broker: string, via: string])[]): Record<string, string>;
  /** Settings that go with a broker of the lab's own, where the environment does not say otherwise. */
  readonly whenOwned?: Record<string, string>;
  /** What it means that trials with a delay in front of inventory leave those settings out, for a reader of a report. */
  readonly whenDelayed?: string;
  /** Connects as a service would, publishes and reads; throws while that fails. */
  probe(url: string): Promise<void>;
  /**
   * Makes what services with these settings need on the broker, or looks for it, as LAB_TOPOLOGY says. Throws with the reason
   * when something is there that was made for another durability.
   */
  declare(url: string, settings: Settings): Promise<void>;
  /** Milliseconds of silence after which a member of a consumer group is replaced. Absent: the end of its connection tells. */
  memberTimeoutMs?(settings: Settings): number;
  /** What each service may do on a broker that knows users, and no more. Absent: there is no such broker. */
  rights?(namespace: string): BrokerRight[];
}

/** Called with a reply: the id of the request that it answers, and its bytes. */
export type TookReply = (id: string, reply: Uint8Array) => void;

export interface OrderClient {
  /** Resolves when the broker has the order; placed again under the same id it is the same order. */
  place(id: string, body: string): Promise<void>;
  close(): Promise<void>;
}

/** Places orders through the broker; with a name it finds replies again that came while it was away. The services need LAB_REQUESTS. */
export type OpenOrderClient = (name: string | null, took: TookReply) => Promise<OrderClient>;
