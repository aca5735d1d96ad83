import type { Settings } from '../common/base/config.ts';
import { reconnectPolicy } from '../common/messaging/keep-connected.ts';
import { outboxBatchWords, outboxPolicy } from '../common/messaging/outbox-policy.ts';
import type { FairFact, RecoverySetting } from '../common/mode.ts';
import { clientPolicy, inventoryPrefetch, retryPolicy, topologyOf } from './topology.ts';

function flushPushes(quorum: boolean, { LAB_DURABILITY: tier }: Settings): string {
  if (!quorum) return 'The page cache helps both brokers: their messages outlive a killed broker, not a machine.';
  return tier === 'fsync'
    ? 'Flushing every message costs both brokers completion and capacity; sync-rest has stores alone to flush.'
    : 'A quorum queue flushes in either tier, a topic in the fsync tier alone: it costs async-rabbitmq completion and capacity.';
}

export function fairness(settings: Settings): FairFact[] {
  const off = new Set(settings.LAB_WITHOUT);
  const topology = topologyOf(settings);
  const quorum = topology.queueArguments('')['x-queue-type'] === 'quorum';
  return [
    {
      setting: 'replaced in the client',
      value: 'amqplib: what is written in one turn leaves together, and headers that it cannot read are passed over',
      pushes:
        'What is replaced in a client while it runs helps its mode; whoever takes the library as it comes does not have it.',
    },
    { setting: 'hand-over', value: `topic exchange ${topology.exchange}, one durable queue per consumer` },
    {
      setting: 'acknowledged when',
      value: off.has('confirms')
        ? 'never: written to the socket is enough'
        : 'publisher confirm of a persistent message',
      pushes:
        'A confirm costs the broker and its publisher CPU, and no message waits for its own. Where a batch waits for that of the one before, as in streaming-kafka, it costs completion; sync-rest has no such wait.',
    },
    {
      setting: 'flushed to disk',
      value: quorum
        ? 'quorum queue: every message is fsynced before its confirm'
        : 'classic durable queue: page cache before the confirm',
      pushes: flushPushes(quorum, settings),
    },
    {
      setting: 'replication',
      value: quorum
        ? `the members of a quorum queue: ${settings.LAB_REPLICAS || 'as many as the broker has nodes'}`
        : 'classic queue: not replicated',
      pushes: 'A single node helps both brokers: a copy more costs a round trip and CPU for every message.',
    },
    {
      setting: 'prefetch',
      value: prefetchWords(settings),
      pushes: 'A small prefetch would hurt async-rabbitmq at high rates: its consumer would wait for deliveries.',
    },
    { setting: 'batch and linger', value: outboxBatchWords(clientPolicy.window), pushes: outboxPushes },
    {
      setting: 'consumer parallelism',
      value: `${topology.consumers.map(({ queue }) => queue).join(', ')}: a queue each, read by one consumer`,
    },
    {
      setting: 'consumer acknowledges',
      value: off.has('manual-ack') ? 'on delivery' : `after the commit, up to ${settings.LAB_BATCH} at once`,
    },
    {
      setting: 'failing message',
      value: off.has('dead-letter')
        ? `tried again every ${retryPolicy.waitMs} ms, for ever`
        : `parked after ${retryPolicy.attempts} tries, ${retryPolicy.waitMs} ms apart`,
    },
    {
      setting: 'timeouts',
      value: `connect ${clientPolicy.connectTimeoutMs} ms, ${confirmWords(settings)}, heartbeat ${settings.LAB_HEARTBEAT_S} s`,
    },
    {
      setting: 'retries',
      value: `outbox after ${outboxPolicy.retryMs} ms, connection after ${reconnectPolicy.waitMs} ms, without end`,
    },
    {
      setting: 'connections',
      value: `one for publishing and one for consuming per service${clientPolicy.noDelay ? ', Nagle off' : ''}`,
    },
  ];
}

function prefetchWords(settings: Settings): string {
  const ofInventory = inventoryPrefetch(settings);
  const { LAB_PREFETCH: most } = settings;
  return ofInventory === most
    ? `${most} unacknowledged messages per consumer`
    : `${ofInventory} unacknowledged messages of inventory, ${most} of each other consumer that handles whole batches`;
}

const outboxPushes = 'Batches help async-rabbitmq and streaming-kafka at high rates.';

const confirmWords = ({ LAB_WITHOUT, LAB_CONFIRM_TIMEOUT_MS }: Settings) =>
  LAB_WITHOUT.includes('timeouts') ? 'confirm none' : `confirm ${LAB_CONFIRM_TIMEOUT_MS} ms`;

export function recovery(settings: Settings): RecoverySetting[] {
  return [
    {
      setting: 'AMQP heartbeat',
      inForce: `${settings.LAB_HEARTBEAT_S} s`,
      byDefault: '60 s, as a RabbitMQ with default settings proposes (amqplib takes what it proposes)',
      decides:
        'when a frozen or cut-off consumer is noticed (two to three intervals without a sign of life) and its messages go to another; as long again until the consumer knows, where only what it sends is lost and it is not told that the broker has closed; a killed one closes its connection and is noticed at once',
      otherwise: 'messages held by a frozen or cut-off consumer would wait for two to three minutes',
    },
    {
      setting: 'publisher confirm',
      inForce: settings.LAB_WITHOUT.includes('timeouts') ? 'none' : `${settings.LAB_CONFIRM_TIMEOUT_MS} ms`,
      byDefault: 'none (amqplib waits as long as the connection lives)',
      decides:
        'when a publish without a confirm counts as unknown, and all that wait on its connection are made again on another one',
      otherwise: 'a publish into a silent connection would wait for the heartbeat to end it',
    },
    {
      setting: 'connecting to the broker',
      inForce: `${clientPolicy.connectTimeoutMs} ms, again after ${reconnectPolicy.waitMs} ms`,
      byDefault: 'no limit, and no second attempt (amqplib does not reconnect)',
      decides: 'how soon after a broker is back its services are connected again',
      otherwise: 'a service would stay without its broker until somebody restarts it',
    },
    {
      setting: 'a batch of the outbox that failed',
      inForce: `again after ${outboxPolicy.retryMs} ms`,
      byDefault: 'none: no library does this',
      decides: 'how soon after recovery what was stored is published',
      otherwise: 'what was stored would stay unpublished',
    },
  ];
}
