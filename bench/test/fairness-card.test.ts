import { expect, test } from 'vitest';
import * as rabbitmq from '../../async-rabbitmq/topology.ts';
import { readSettings } from '../../common/base/config.ts';
import { reconnectPolicy } from '../../common/messaging/keep-connected.ts';
import { outboxPolicy } from '../../common/messaging/outbox-policy.ts';
import type { Mode } from '../../common/mode.ts';
import { paymentPolicy } from '../../common/service/payment-desk.ts';
import { warehousePolicy } from '../../common/service/warehouse.ts';
import { storePolicy } from '../../common/store/open-store.ts';
import * as kafka from '../../streaming-kafka/topology.ts';
import * as rest from '../../sync-rest/topology.ts';
import { generatorLimits } from '../experiments/trial/order-load.ts';
import { nodeFlags } from '../lab/node-flags.ts';
import { modes } from '../modes.ts';
import { fairnessCard } from '../tools/run/fairness-card.ts';
import { type InForce, recoveryRows } from '../tools/run/in-force.ts';

/** What is handed to the card besides constants of the code; a lever moves one thing of it. */
const situation = () => ({
  env: {} as Record<string, string>,
  work: null as string | null,
  nodeFlags,
  shared: { express: '5.3.0' } as Record<string, string>,
  libraries: { undici: '8.0.0' } as Record<string, string>,
  broker: {
    versions: { kafka: '4.3.1' } as Record<string, string>,
    settings: { 'num.io.threads': '4' } as Record<string, string>,
    flags: '-Xmx512m',
    pushes: 'A small heap may hurt.',
    told: { partitions: '3' } as Record<string, string>,
  },
});
type Situation = ReturnType<typeof situation>;

function inForceOf({ env, work, nodeFlags: flags, shared, libraries, broker }: Situation) {
  return (mode: Mode): InForce => ({
    settings: readSettings({ LAB_DATA_DIR: '.', ...env }),
    work,
    generator: generatorLimits,
    nodeFlags: flags,
    shared,
    libraries,
    broker: mode.broker ? broker : null,
  });
}

/** Moves one setting; what it returns puts a constant of the code back. */
type Lever = (its: Situation) => (() => void) | void;

const env =
  (name: string, value: string): Lever =>
  (its) => {
    its.env[name] = value;
  };
/** Another figure, unlike any other that a card has. */
let unlike = 7_000_003;
const constant =
  <Policy extends Record<string, unknown>>(policy: Policy, name: keyof Policy & string): Lever =>
  () => {
    const before = policy[name];
    Object.assign(policy, { [name]: typeof before === 'number' ? (unlike += 11) : !before });
    return () => void Object.assign(policy, { [name]: before });
  };
const without = (protection: string) => env('LAB_WITHOUT', protection);
const ms = (name: string) => env(name, String(500_009 + name.length));
const count = (name: string) => env(name, String(9_000_011 + name.length));

const outbox = Object.keys(outboxPolicy) as (keyof typeof outboxPolicy)[];

/** Every row of the card and what it names, mode by mode where a row says different things. */
const fairnessLevers: Record<string, Record<string, Lever>> = {
  stores: {
    tier: env('LAB_DURABILITY', 'fsync'),
    'checkpoint pages': constant(storePolicy, 'checkpointPages'),
    'page cache': constant(storePolicy, 'cacheKib'),
  },
  'group commit': { LAB_BATCH: count('LAB_BATCH') },
  admission: {
    LAB_MAX_CONNECTIONS: count('LAB_MAX_CONNECTIONS'),
    LAB_MAX_IN_FLIGHT: count('LAB_MAX_IN_FLIGHT'),
    LAB_MAX_LATE_MS: ms('LAB_MAX_LATE_MS'),
    'orders being placed': count('LAB_POOL_SIZE'),
    'events waiting': constant(outboxPolicy, 'farBehind'),
  },
  'events waiting': { LAB_MAX_OUTBOX: count('LAB_MAX_OUTBOX') },
  'work on an order': {
    time: (its) => {
      its.work = '5550001ms';
    },
    LAB_CONCURRENCY: count('LAB_CONCURRENCY'),
    LAB_WAREHOUSE_DEADLINE_MS: (its) => {
      its.work = '5550003ms';
      return ms('LAB_WAREHOUSE_DEADLINE_MS')(its);
    },
    LAB_ORDERING: (its) => {
      its.env['LAB_CONCURRENCY'] = '9000019';
      return env('LAB_ORDERING', 'queue')(its);
    },
  },
  paying: { 'at once': constant(paymentPolicy, 'atOnce'), LAB_PAYMENT_DEADLINE_MS: ms('LAB_PAYMENT_DEADLINE_MS') },
  'node flags of a service': {
    flags: (its) => {
      its.nodeFlags = ['--max-old-space-size=64'];
    },
  },
  'libraries of every mode': {
    version: (its) => {
      its.shared = { express: '6.7.8' };
    },
  },
  'client libraries': {
    version: (its) => {
      its.libraries = { undici: '9.9.9' };
    },
  },
  'load generator': Object.fromEntries(
    Object.keys(generatorLimits).map((name) => [name, constant(generatorLimits, name as keyof typeof generatorLimits)]),
  ),
  broker: {
    version: (its) => {
      its.broker.versions = { kafka: '5.9.9' };
    },
  },
  'flags of the broker process': {
    flags: (its) => {
      its.broker.flags = '-Xmx4g';
    },
  },
  'set for the broker': {
    setting: (its) => {
      its.broker.settings = { 'num.io.threads': '8' };
    },
  },
  'read back from the broker': {
    told: (its) => {
      its.broker.told = { partitions: '12' };
    },
  },
  'hand-over': { names: env('LAB_NAMESPACE', 'other.') },
  'acknowledged when': { confirms: without('confirms'), idempotence: constant(kafka.clientPolicy, 'idempotent') },
  'flushed to disk': { tier: env('LAB_DURABILITY', 'fsync') },
  replication: { tier: env('LAB_DURABILITY', 'fsync') },
  prefetch: {
    LAB_PREFETCH: count('LAB_PREFETCH'),
    LAB_CONCURRENCY: count('LAB_CONCURRENCY'),
    'bytes of a fetch': constant(kafka.clientPolicy, 'bytesPerPartition'),
    'wait of a fetch': env('LAB_KAFKA_SESSION_TIMEOUT_MS', '100'),
    'longest wait of a fetch': (its) => {
      its.env['LAB_KAFKA_SESSION_TIMEOUT_MS'] = '60000';
      return constant(kafka.clientPolicy, 'longestFetchWaitMs')(its);
    },
  },
  'batch and linger': {
    ...Object.fromEntries(
      outbox.filter((name) => name !== 'retryMs').map((name) => [name, constant(outboxPolicy, name)]),
    ),
    pipelining: constant(rest.clientPolicy, 'pipelining'),
    'window of RabbitMQ': constant(rabbitmq.clientPolicy, 'window'),
  },
  'consumer parallelism': {
    partitions: constant(kafka.topicPolicy, 'partitions'),
    'partitions at once': constant(kafka.clientPolicy, 'partitionsAtOnce'),
    queues: env('LAB_NAMESPACE', 'other.'),
  },
  'consumer acknowledges': { LAB_BATCH: count('LAB_BATCH'), 'manual-ack': without('manual-ack') },
  'failing message': {
    'dead-letter': without('dead-letter'),
    'tries of RabbitMQ': constant(rabbitmq.retryPolicy, 'attempts'),
    'wait of RabbitMQ': constant(rabbitmq.retryPolicy, 'waitMs'),
    'tries of Kafka': constant(kafka.retryPolicy, 'attempts'),
    'wait of Kafka': constant(kafka.retryPolicy, 'waitMs'),
  },
  timeouts: {
    timeouts: without('timeouts'),
    LAB_REQUEST_DEADLINE_MS: ms('LAB_REQUEST_DEADLINE_MS'),
    LAB_ATTEMPT_TIMEOUT_MS: ms('LAB_ATTEMPT_TIMEOUT_MS'),
    LAB_CONFIRM_TIMEOUT_MS: ms('LAB_CONFIRM_TIMEOUT_MS'),
    LAB_KAFKA_SESSION_TIMEOUT_MS: ms('LAB_KAFKA_SESSION_TIMEOUT_MS'),
    LAB_HEARTBEAT_S: env('LAB_HEARTBEAT_S', '77'),
    'connecting in REST': constant(rest.clientPolicy, 'connectTimeoutMs'),
    'connecting in RabbitMQ': constant(rabbitmq.clientPolicy, 'connectTimeoutMs'),
    'connecting in Kafka': constant(kafka.clientPolicy, 'connectTimeoutMs'),
  },
  retries: {
    retries: without('retries'),
    breaker: without('breaker'),
    ...policyLevers('retry', rest.retryPolicy),
    ...policyLevers('budget', rest.retryBudget),
    ...policyLevers('breaker', rest.breakerPolicy),
    ...policyLevers('resuming', rest.resumePolicy),
    'after a failed batch': constant(outboxPolicy, 'retryMs'),
    'connecting again': constant(reconnectPolicy, 'waitMs'),
  },
  connections: {
    LAB_POOL_SIZE: count('LAB_POOL_SIZE'),
    ...policyLevers('waiting calls', rest.bulkheadPolicy),
    'kept for': constant(rest.clientPolicy, 'keepAliveMs'),
    'Nagle of RabbitMQ': constant(rabbitmq.clientPolicy, 'noDelay'),
    'Nagle of Kafka': constant(kafka.clientPolicy, 'noDelay'),
  },
};

type Policy = Record<string, unknown>;
function policyLevers(of: string, policy: Policy): Record<string, Lever> {
  return Object.fromEntries(Object.keys(policy).map((name) => [`${of}: ${name}`, constant(policy, name)]));
}

const recoveryLevers: Record<string, Lever> = {
  ...fairnessLevers['timeouts'],
  'breaker off': without('breaker'),
  'open circuit': constant(rest.breakerPolicy, 'probeEveryMs'),
  resuming: constant(rest.resumePolicy, 'everyMs'),
  'after a failed batch': constant(outboxPolicy, 'retryMs'),
  'connecting again': constant(reconnectPolicy, 'waitMs'),
};

/** What a mode's topology.ts sets, all of it, so that a new mode's figures are moved too. */
const constants = (
  await Promise.all(modes.map(({ name }) => import(`../../${name}/topology.ts`) as Promise<Record<string, unknown>>))
).flatMap((topology) =>
  Object.values(topology).flatMap((policy) =>
    typeof policy === 'object' && policy !== null ? Object.values(policyLevers('', policy as Policy)) : [],
  ),
);

const cardOf = (its: Situation) => fairnessCard(Object.values(modes), inForceOf(its));
const recoveryOf = (its: Situation) => recoveryRows(Object.values(modes), inForceOf(its));

/** A table before and after the levers were moved. */
function moved<Table>(tableOf: (its: Situation) => Table, levers: readonly Lever[]): [Table, Table] {
  const before = tableOf(situation());
  const its = situation();
  const undo = levers.map((lever) => lever(its));
  try {
    return [before, tableOf(its)];
  } finally {
    for (const each of undo.reverse()) each?.();
  }
}

const rowLevers = Object.entries(fairnessLevers).flatMap(([row, levers]) =>
  Object.entries(levers).map(([name, lever]) => [row, name, lever] as const),
);

test.each(rowLevers)('the row %j of the card follows %s', (setting, _, lever) => {
  const [before, after] = moved(cardOf, [lever]).map((card) => card.find((row) => row.setting === setting)?.values);
  expect(before).toBeDefined();
  expect(after).not.toEqual(before);
});

test('every row of the card is among those that are moved here', () => {
  const structural = ['processes', 'events of an order', 'replaced in the client']; // of the mode itself
  const rows = cardOf(situation()).map(({ setting }) => setting);
  expect(rows.filter((row) => !structural.includes(row)).sort()).toEqual(Object.keys(fairnessLevers).sort());
});

test('every row of the card says which way it pushes', () => {
  expect(
    cardOf(situation())
      .filter(({ pushes }) => !pushes)
      .map(({ setting }) => setting),
  ).toEqual([]);
});

test('where work takes time the card tells the prefetch and the lanes in force: as many again as there are hands', () => {
  const told = (env: Record<string, string>, rows: readonly string[]) => {
    const its = {
      ...situation(),
      work: '20ms',
      env: { WAREHOUSE_URL: 'http://127.0.0.1', LAB_CONCURRENCY: '5', ...env },
    };
    const card = cardOf(its).filter(({ setting }) => rows.includes(setting));
    return (mode: string) => card.map(({ values }) => (values as Record<string, string>)[mode] ?? '').join(' ');
  };
  const held = String(5 * warehousePolicy.heldPerHand);
  expect(told({}, ['prefetch'])('async-rabbitmq')).toContain(`${held} unacknowledged messages of inventory, 256 of`);
  expect(told({}, ['work on an order'])('async-rabbitmq')).toContain(`a prefetch of ${held},`);
  expect(told({}, ['work on an order'])('streaming-kafka')).toContain(`in ${held} lanes`);
  expect(told({ LAB_WITHOUT: 'fair-prefetch' }, ['prefetch'])('async-rabbitmq')).toBe(
    '256 unacknowledged messages per consumer',
  );
});

test('the card tells of files, of a server, or of both, as the trials of a run keep their stores', () => {
  const server = { versions: { postgresql: '18.4' }, settings: { shared_buffers: '64MB' } };
  const told = (stores?: InForce['stores']) => {
    const inForce = (mode: Mode) => ({ ...inForceOf(situation())(mode), ...(stores && { stores }) });
    return Object.values(fairnessCard(modes, inForce).find(({ setting }) => setting === 'stores')?.values ?? {});
  };
  const [files = '', schemas = ''] = [told()[0], told({ server, ofAll: true })[0]];
  expect(files).not.toContain('PostgreSQL');
  expect(schemas).toBe('one schema per service in PostgreSQL 18.4, shared_buffers=64MB');
  for (const both of told({ server, ofAll: false })) {
    expect(both).toContain(files);
    expect(both).toContain(schemas);
  }
});

test('no figure of the card stays when all that it names is moved: none is typed', () => {
  const figures = [...rowLevers.map(([, , lever]) => lever), ...constants].filter((lever) => !switchesOff(lever));
  const [before, after] = moved(cardOf, figures);
  expect(
    stayed(
      before.map(({ setting, values }) => [setting, values as Record<string, string>]),
      after.map(({ values }) => values as Record<string, string>),
    ),
  ).toEqual([]);
});

test.each(Object.entries(recoveryLevers))('the table of recovery settings follows %s', (_, lever) => {
  const [before, after] = moved(recoveryOf, [lever]);
  expect(after).not.toEqual(before);
});

test('no figure in force of the table of recovery settings stays when all that it names is moved', () => {
  const figures = [...Object.values(recoveryLevers), ...constants].filter((lever) => !switchesOff(lever));
  const [before, after] = moved(recoveryOf, figures);
  expect(
    stayed(
      before.map(({ mode, setting, inForce }) => [`${mode}: ${setting}`, { inForce }]),
      after.map(({ inForce }) => ({ inForce })),
    ),
  ).toEqual([]);
});

/** With a protection off a row says less: then no figure is left that could be compared. */
function switchesOff(lever: Lever): boolean {
  const its = situation();
  lever(its)?.();
  return its.env['LAB_WITHOUT'] !== undefined || its.env['LAB_DURABILITY'] !== undefined;
}

/** Figures of a cell that stand in the same cell afterwards. */
function stayed(before: [string, Record<string, string>][], after: Record<string, string>[]): string[] {
  const figuresIn = (text: string): string[] => text.match(/\d+(?:\.\d+)*/g) ?? [];
  return before.flatMap(([setting, values], index) =>
    Object.entries(values).flatMap(([column, value]) => {
      const now = figuresIn(after[index]?.[column] ?? '');
      return figuresIn(value)
        .filter((figure) => now.includes(figure))
        .map((figure) => `${setting}, ${column}: ${figure}`);
    }),
  );
}
