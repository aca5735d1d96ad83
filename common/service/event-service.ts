import type { Settings } from '../base/config.ts';
import type { Envelope } from '../contracts/envelope.ts';
import type { OrderRequest } from '../contracts/order-requests.ts';
import type { LabEvent } from '../contracts/payments.ts';
import type { Handle } from '../messaging/deliver.ts';
import { createInbox, type Message } from '../messaging/inbox.ts';
import type { Outbox, OutboxRow } from '../messaging/outbox.ts';
import { stopPolicy } from '../messaging/outbox-policy.ts';
import type { SendAnswer } from '../messaging/owed-answers.ts';
import { appliedMessages, sentEvents, startPurge } from '../messaging/purge.ts';
import { relayHooks } from '../messaging/relay-hooks.ts';
import { checkWritable, type Store, type Tx } from '../store/store.ts';
import { type Acting, receivedBy, type Shape } from '../workflow/message-table.ts';
import type { ServiceContext, ServiceParts } from './run-service.ts';

/** What a mode with events gives a service: how it consumes, and over which transport it sends. */
export interface Medium<Event> {
  /**
   * Hands over batch after batch, and acknowledges one after it was handled: the mode's policy. With `atOnce` each message is
   * a batch of its own, and so many are handled at once; null: one batch after the other.
   */
  consumes(handle: Handle<Event>, atOnce: number | null): void;
  transport: {
    publish(rows: OutboxRow[]): Promise<OutboxRow[]>;
    /** How many batches may wait for their confirms at a time. Absent: one. */
    readonly window?: number;
    ready(): Promise<void>;
    stopConsuming(): Promise<void>;
    close(): Promise<void>;
  };
  /** The document that describes its topology. */
  asyncapi: unknown;
  /** Whether it hands over everything once more when it is started again, however old: then what was applied is never forgotten. */
  rereads?: boolean;
}

/** The same for whoever listens late, and in which shape of the workflow what it hands over is told. */
export interface ListenerMedium extends Medium<LabEvent> {
  shape: Shape;
}

/** How orders come and are answered where their clients speak the broker. */
export interface RequestsMedium {
  consumes(handle: Handle<OrderRequest>): void;
  reply: SendAnswer;
}

/** What a service does, whatever the medium. */
interface Role<Event> {
  openapi: unknown;
  /** Holds its state, its inbox and its outbox. */
  store: Store;
  outbox?: Outbox;
  /** Whether it can take in what callers ask for, and hand it over later: then it is ready without a broker, too. */
  accepts?(): boolean;
  /** Which events are for it, where its medium hands over others as well. Absent: all that come. */
  hears?: ReadonlySet<string> | null;
  /** How many messages it handles at once, each by itself. Absent: whole batches, one after the other. */
  atOnce?: number | null;
  /** What takes its time before a message is decided on, with no transaction open. What it throws fails the message. */
  before?(event: Event): Promise<void>;
  /** From now on nothing of `before` begins: what waits for it fails with NotBegun, and goes back to who sent it. */
  giveBack?(): void;
  /** Decides on messages that were not applied before, and stores in `tx` what follows: state, and events to be sent. */
  handle(tx: Tx, messages: readonly Message<Event>[]): Promise<void>;
  beforeClose?(): Promise<void>;
  /** What it consumes besides, in the same way. */
  also?: Also | undefined;
}

interface Also {
  consumes(handle: Handle<OrderRequest>): void;
  handle(tx: Tx, messages: readonly Message<OrderRequest>[]): Promise<void>;
}

/** Only where orders are paid do services send what is not for all that read their topic. */
export const heardBy = (role: Acting, { LAB_PAYMENT: shape }: Pick<Settings, 'LAB_PAYMENT'>): Set<string> | null =>
  shape === 'off' ? null : new Set<string>(receivedBy(role, shape));

/**
 * The life of a service that lives on messages: ready when its broker and store are, or its store alone where it can
 * accept without a broker, and how it ends in order.
 *
 *   receive ─▶ what takes time ─▶ not seen before? ─▶ decide ─▶ state, inbox and outbox in one commit ─▶ acknowledge
 *                                                                                  └─▶ send
 */
export async function eventService<Event extends Envelope>(
  context: ServiceContext,
  { consumes, transport, asyncapi, rereads = false }: Medium<Event>,
  {
    openapi,
    store,
    outbox,
    handle,
    before,
    giveBack,
    hears = null,
    atOnce = null,
    beforeClose,
    also,
    accepts = () => false,
  }: Role<Event>,
): Promise<ServiceParts> {
  const inbox = createInbox(context.settings.LAB_WITHOUT, () => context.metrics.duplicates.inc());
  const mine = <Some extends Message<Event>>(messages: readonly Some[]): readonly Some[] =>
    hears ? messages.filter(({ event }) => hears.has(event.type)) : messages;
  consumes(async (batch) => {
    if (before) await Promise.all(mine(batch).map(({ event }) => before(event)));
    await store.transact(async (tx) => handle(tx, mine(await inbox.unseen(tx, batch))));
  }, atOnce);
  also?.consumes((batch) => store.transact(async (tx) => also.handle(tx, await inbox.unseen(tx, batch))));
  await outbox?.start(transport.publish, relayHooks(context), transport.window);
  const tables = [...(outbox ? [sentEvents] : []), ...(rereads ? [] : [appliedMessages])];
  const purge = startPurge(store, tables, context.settings.LAB_KEEP_SECONDS, context.log);
  return {
    openapi,
    asyncapi,
    outboxDepth: () => outbox?.depth() ?? 0,
    oldestUnsentMs: async () => outbox?.oldestMs() ?? null,
    async ready() {
      if (!accepts()) await transport.ready();
      await checkWritable(store);
    },
    behind: () =>
      transport.ready().then(
        () => null,
        (error: Error) => error.message,
      ),
    async stop() {
      const consumed = transport.stopConsuming();
      giveBack?.();
      await consumed;
      await outbox?.stop(stopPolicy.handOverMs);
      await beforeClose?.();
      await transport.close();
      await purge.stop();
      await store.close();
    },
  };
}
