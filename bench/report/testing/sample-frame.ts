import { type ModeName, type RecoveryRow, type RunFile, SCHEMA_VERSION, type Trial } from '../../record/run-file.ts';

const recovery: RecoveryRow[] = [
  {
    mode: 'sync-rest',
    setting: 'one attempt of a call',
    inForce: '2500 ms',
    byDefault: '300 s (undici)',
    decides: 'how long a silent dependency holds up one attempt',
    otherwise: 'an order would hold its client for up to five minutes',
  },
  {
    mode: 'async-rabbitmq',
    setting: 'AMQP heartbeat',
    inForce: '5 s',
    byDefault: '60 s',
    decides: 'when a frozen consumer is noticed',
    otherwise: 'its messages would wait for one to two minutes',
  },
  {
    mode: 'streaming-kafka',
    setting: 'Kafka session',
    inForce: '2000 ms',
    byDefault: '30 s (kafkajs)',
    decides: 'when a killed group member is replaced',
    otherwise: 'its partitions would rest for half a minute',
  },
];

/** Everything in a made-up `run.json` that is not a trial. */
export function sampleFrame(seed: number, modes: ModeName[], trials: Trial[]): RunFile {
  return {
    schemaVersion: SCHEMA_VERSION,
    runId: 'sample-20260101-120000',
    startedAt: '2026-01-01T12:00:00.000Z',
    finishedAt: '2026-01-01T12:05:12.000Z',
    argv: ['--profile', 'quick', '--seed', String(seed), '--out', '/home/someone/results'],
    seed,
    profile: 'quick',
    durability: 'page-cache',
    runtime: 'processes',
    modes,
    experiments: ['latency', 'failure', 'replay'],
    without: [],
    git: { commit: '0123456789abcdef0123456789abcdef01234567', dirty: false },
    lockfileHash: '3b1f0c'.padEnd(64, '0'),
    host: { cpu: 'Sample CPU @ 2.40GHz', cores: 2, memoryGiB: 23.4, kernel: 'Linux 6.1.0 x86_64' },
    versions: {
      node: '24.21.0',
      lab: '0.1.0',
      rabbitmq: '4.0.5, private root in /root/.cache/three-mode-lab/rabbitmq',
      erlang: '27.3',
      kafka: '4.3.1, Maven artifacts',
      jdk: '17.0.15',
    },
    cannot: {
      'sync-rest': { 'read the past again': 'a call leaves no trace' },
      'async-rabbitmq': { 'read the past again': 'what was acknowledged is gone' },
    },
    fairness: [
      row('service processes', ['3', '3', '4 (analytics)']),
      row('store', [
        'SQLite WAL, synchronous=NORMAL',
        'SQLite WAL, synchronous=NORMAL',
        'SQLite WAL, synchronous=NORMAL',
      ]),
      row('handed over durably when', ['order and pending calls committed', 'publisher confirm', 'acks=all']),
      row('broker flush to disk', [
        undefined,
        'classic durable queue, no fsync per message',
        'log.flush.interval default',
      ]),
      row('replication', [undefined, '1 node', '1 node, replication factor 1']),
      row('prefetch / batch', [undefined, 'prefetch 200, ack 50', 'maxBytes 1 MiB, linger 0 ms']),
      row('partitions', [undefined, undefined, '6']),
      row('request deadline', ['2000 ms', '2000 ms', '2000 ms']),
      row('timeouts', [
        'request 5000 ms, attempt 2500 ms',
        'confirm 10000 ms, heartbeat 5 s',
        'produce 10000 ms, session 2000 ms',
      ]),
    ],
    recovery: recovery.filter(({ mode }) => modes.includes(mode)),
    trials,
    notRun: [
      {
        experiment: 'replay',
        mode: 'async-rabbitmq',
        fault: 'queue',
        outcome: 'not-applicable',
        because: 'a queue forgets what was acknowledged',
      },
    ],
  };

  function row(setting: string, cells: (string | undefined)[]) {
    const given = modes.flatMap((mode, index) => {
      const value = cells[index];
      return value === undefined ? [] : [[mode, value] as const];
    });
    return { setting, values: Object.fromEntries(given) };
  }
}
