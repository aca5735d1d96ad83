/** Settings of a broker by which a cluster notices that a node is gone, in the place of those that the lab gives it. */
export interface Timeouts {
  /** Letters, digits and hyphens: it names trials. */
  name: string;
  /** For people. */
  label: string;
  settings: Readonly<Record<string, string>>;
}

/** How long nothing can be acknowledged after a leader is gone, by the timeouts that take part; milliseconds. */
export interface Arithmetic {
  leastMs: number;
  mostMs: number;
  /** Whether a client hears that the node is gone, and need not wait for an answer first. */
  told: boolean;
  /** Which, with their values. */
  says: string;
  /** Who says so. */
  at: string;
}

interface OfBroker {
  variants: readonly Timeouts[];
  /** By the fault; a setting that is not there has the broker's default. */
  arithmetic: Record<string, (settings: Readonly<Record<string, string>>) => Arithmetic>;
}

/** Kafka's defaults, in milliseconds: https://kafka.apache.org/documentation/#brokerconfigs */
const KAFKA_DEFAULTS = {
  'broker.session.timeout.ms': '9000',
  'broker.heartbeat.interval.ms': '2000',
  'controller.quorum.election.timeout.ms': '1000',
  'controller.quorum.election.backoff.max.ms': '1000',
  'controller.quorum.fetch.timeout.ms': '2000',
  'controller.quorum.request.timeout.ms': '2000',
  'replica.lag.time.max.ms': '30000',
  'replica.fetch.wait.max.ms': '500',
  'replica.socket.timeout.ms': '30000',
  'socket.connection.setup.timeout.ms': '10000',
  'socket.connection.setup.timeout.max.ms': '30000',
};

/**
 * The controller takes a broker for gone that has not been heard for a session; its last heartbeat may be an interval old. Where the
 * controller itself was there, the others elect one first, and that gives every broker a whole session.
 */
const kafkaStall =
  (told: boolean) =>
  (settings: Readonly<Record<string, string>>): Arithmetic => {
    const value = (name: keyof typeof KAFKA_DEFAULTS) => Number(settings[name] ?? KAFKA_DEFAULTS[name]);
    const session = value('broker.session.timeout.ms');
    const heartbeat = value('broker.heartbeat.interval.ms');
    const fetch = value('controller.quorum.fetch.timeout.ms');
    const backoff = value('controller.quorum.election.backoff.max.ms');
    return {
      leastMs: session - heartbeat,
      mostMs: fetch + backoff + session,
      told,
      says: `session ${session} ms less up to one heartbeat, ${heartbeat} ms; where the active controller is gone too, its fetch timeout, ${fetch} ms, and an election, up to ${backoff} ms, come before`,
      at: 'https://kafka.apache.org/documentation/#brokerconfigs_broker.session.timeout.ms',
    };
  };

const POLL = 'raft.adaptive_failure_detector.poll_interval';
const RABBITMQ_POLL_MS = '5000';
const AT_RABBITMQ = 'https://github.com/rabbitmq/rabbitmq-server/pull/2450';

const ofBrokers: Record<string, OfBroker> = {
  kafka: {
    variants: [{ name: 'defaults', label: 'Kafka’s defaults', settings: KAFKA_DEFAULTS }],
    arithmetic: { 'leader-killed': kafkaStall(true), 'leader-paused': kafkaStall(false) },
  },
  rabbitmq: {
    variants: [{ name: 'tuned', label: 'a shorter poll', settings: { [POLL]: '1000' } }],
    arithmetic: {
      'leader-killed': () => ({
        leastMs: 0,
        mostMs: 1000,
        told: true,
        says: 'none: the connections of the node end with it, and the others elect at once, which takes less than a second',
        at: AT_RABBITMQ,
      }),
      'leader-paused': (settings) => {
        const poll = Number(settings[POLL] ?? RABBITMQ_POLL_MS);
        return {
          leastMs: poll,
          mostMs: 2 * poll,
          told: false,
          says: `one to two polls of the failure detector, ${poll} ms each`,
          at: AT_RABBITMQ,
        };
      },
    },
  },
};

/** Other timeouts than the lab's that this kind of broker is tried with. */
export const timeoutsOf = (kind: string): readonly Timeouts[] => ofBrokers[kind]?.variants ?? [];

/** What the timeouts in force add up to under this fault; null where nobody has worked it out. */
export const stallBy = (kind: string, fault: string, settings: Readonly<Record<string, string>>): Arithmetic | null =>
  ofBrokers[kind]?.arithmetic[fault]?.(settings) ?? null;

/** The faults under which it is worked out. */
export const STALLS: readonly string[] = [
  ...new Set(Object.values(ofBrokers).flatMap(({ arithmetic }) => Object.keys(arithmetic))),
];
