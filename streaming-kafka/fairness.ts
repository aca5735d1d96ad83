import type { Settings } from '../common/base/config.ts';
import { reconnectPolicy } from '../common/messaging/keep-connected.ts';
import { outboxBatchWords, outboxPolicy } from '../common/messaging/outbox-policy.ts';
import type { FairFact, RecoverySetting } from '../common/mode.ts';
import { acksOf, clientPolicy, fetchWaitMs, heartbeatMs, retryPolicy, topologyOf } from './topology.ts';

export function fairness(settings: Settings): FairFact[] {
  const off = new Set(settings.LAB_WITHOUT);
  const topology = topologyOf(settings);
  const flushed = 'flush.messages' in topology.topicSettings;
  const { bytesPerPartition, bytesPerFetch, partitionsAtOnce, connectTimeoutMs } = clientPolicy;
  return [
    {
      setting: 'replaced in the client',
      value: 'kafkajs: how records are read, how it waits for requests and heartbeats, and when it leaves a connection',
      pushes:
        'What is replaced in a client while it runs helps its mode; whoever takes the library as it comes does not have it.',
    },
    { setting: 'hand-over', value: `topics ${Object.values(topology.topics).join(', ')}, key = order id` },
    {
      setting: 'acknowledged when',
      value: `acks=${acksOf(settings) === -1 ? 'all' : acksOf(settings)}, ${clientPolicy.idempotent ? 'an' : 'no'} idempotent producer`,
    },
    {
      setting: 'flushed to disk',
      value: flushed
        ? `${entriesOf(topology.topicSettings)}: every record is fsynced before its acknowledgement`
        : 'page cache',
    },
    {
      setting: 'replication',
      value: `${topology.replicas || 'as many'} copies${topology.replicas > 0 ? ' of every topic' : ' as the broker gives a topic by default'}`,
    },
    {
      setting: 'prefetch',
      value:
        `what one fetch returns, at most ${bytesPerPartition / 1024} KiB per partition and ${bytesPerFetch / 1024} KiB in all; ` +
        `an empty one comes back after ${fetchWaitMs(settings)} ms`,
    },
    {
      setting: 'batch and linger',
      value: `${outboxBatchWords()}; not compressed`,
      pushes: 'A batch waits for the one before: that lengthens the completion of streaming-kafka.',
    },
    {
      setting: 'consumer parallelism',
      value: `${topology.partitions} partitions per topic, one member per process, ${partitionsAtOnce} partitions at once; classic groups without static members`,
      pushes:
        'More partitions would help streaming-kafka only with more processes, and more processes than partitions have nothing to do. Its client has no static members: a restart of one of several processes stops all of them twice.',
    },
    {
      setting: 'consumer acknowledges',
      value: off.has('manual-ack')
        ? `offset committed before the effect, up to ${settings.LAB_BATCH} records at once`
        : `offset committed ${clientPolicy.tellAfterMs} ms after the effect, of all partitions at once; up to ${settings.LAB_BATCH} records share an effect`,
      pushes: 'not waited for: faster; after a kill more records are read again, and the inbox ignores them',
    },
    {
      setting: 'failing message',
      value: off.has('dead-letter')
        ? `tried again every ${retryPolicy.waitMs} ms, for ever`
        : `parked after ${retryPolicy.attempts} tries, ${retryPolicy.waitMs} ms apart`,
    },
    {
      setting: 'timeouts',
      value:
        `connect ${connectTimeoutMs} ms, produce and other requests ${settings.LAB_CONFIRM_TIMEOUT_MS} ms, ` +
        `session ${settings.LAB_KAFKA_SESSION_TIMEOUT_MS} ms, heartbeat ${heartbeatMs(settings)} ms`,
      pushes:
        'Heartbeats that are shorter than those of its client by default cost streaming-kafka CPU, also while nothing comes.',
    },
    {
      setting: 'retries',
      value: `outbox after ${outboxPolicy.retryMs} ms, connection after ${reconnectPolicy.waitMs} ms, without end`,
    },
    {
      setting: 'connections',
      value: `one producer and one consumer per service${clientPolicy.noDelay ? ', Nagle off' : ''}`,
    },
  ];
}

const entriesOf = (some: Record<string, string>) =>
  Object.entries(some)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');

export function recovery(settings: Settings): RecoverySetting[] {
  return [
    {
      setting: 'Kafka session',
      inForce: `${settings.LAB_KAFKA_SESSION_TIMEOUT_MS} ms`,
      byDefault: '30 s (kafkajs; the Java client: 45 s)',
      decides:
        'when a killed or frozen group member is replaced; until then, and for one rebalance more, nobody reads its partitions',
      otherwise: 'after a kill, the partitions of the dead member would rest for half a minute before anybody reads on',
    },
    {
      setting: 'produce request',
      inForce: `${settings.LAB_CONFIRM_TIMEOUT_MS} ms`,
      byDefault: '30 s (kafkajs)',
      decides: 'when a write without an acknowledgement counts as unknown and is made again',
      otherwise: 'a write to a frozen broker would be given up only then',
    },
    {
      setting: 'any other request of a service',
      inForce: `${settings.LAB_CONFIRM_TIMEOUT_MS} ms, then on another connection`,
      byDefault: '30 s (kafkajs), then again on the same connection',
      decides:
        'when a consumer leaves a connection that fell silent; until then it reads nothing, and its group replaces it after the session timeout',
      otherwise:
        'a consumer would fetch six times on the silent connection, and take leave there, before it opens another one: three and a half minutes',
    },
    {
      setting: 'a request to join the group',
      inForce: `${clientPolicy.rebalanceMs + clientPolicy.joinGraceMs} ms`,
      byDefault: `the same (kafkajs: how long a group may wait for its members, and ${clientPolicy.joinGraceMs / 1000} s)`,
      decides: 'how long a consumer stands still whose request to join is lost without an error, and it alone',
      otherwise: 'nothing would change',
    },
    {
      setting: 'connecting to the broker',
      inForce: `${clientPolicy.connectTimeoutMs} ms, again after ${reconnectPolicy.waitMs} ms`,
      byDefault: '1 s (kafkajs), and five more attempts with growing waits',
      decides: 'how soon after a broker is back its services are connected again',
      otherwise: 'a connection through a slow link would be given up sooner',
    },
    {
      setting: 'a batch of the outbox that failed',
      inForce: `again after ${outboxPolicy.retryMs} ms`,
      byDefault: 'five retries with growing waits (kafkajs), switched off here',
      decides: 'how soon after recovery what was stored is published',
      otherwise: 'kafkajs and the outbox would both repeat the same records',
    },
  ];
}
