import { type ClusterSetting, LEADER_GOES } from './setting.ts';

/** What a topic and a producer of it are told. */
export interface KafkaSetting extends ClusterSetting {
  acks: 1 | -1;
  minInSync: 1 | 2;
  unclean: boolean;
  idempotent: boolean;
  /** Of the client itself. */
  retries: number;
  /** One, or three led by a node each. */
  partitions: 1 | 3;
  /** Copies of each. */
  replicas: 2 | 3;
}

const PRODUCER = 'https://kafka.apache.org/documentation/#producerconfigs_acks';
const DURABILITY = 'https://kafka.apache.org/documentation/#design_ha';
const UNCLEAN = 'https://kafka.apache.org/documentation/#topicconfigs_unclean.leader.election.enable';
const FLUSH = 'https://kafka.apache.org/documentation/#appvsosflush';
const RETRY = 'https://github.com/tulios/kafkajs/pull/1798';

/** Records are not flushed before they are acknowledged: what no node has on its disk is gone with all of them. */
const UNFLUSHED = ['unsynced-lost-all'];

/** A slow link may make one more: the heartbeats of a node come late, and who is taken for dead leads no longer. */
const LEADER_MAY_GO = [...LEADER_GOES, 'slow-link'];

/** Each of three partitions is led by a node of its own: whichever node fails leads one. */
const ONE_OF_THREE_GOES = [...LEADER_MAY_GO, 'follower-killed'];

const safe = {
  acks: -1,
  minInSync: 2,
  unclean: false,
  idempotent: false,
  retries: 0,
  partitions: 1,
  replicas: 3,
} as const;

export const kafkaSettings: readonly KafkaSetting[] = [
  {
    ...safe,
    name: 'acks-all-min-2',
    label: 'acks=all, min ISR 2',
    mayLose: UNFLUSHED,
    ours: true,
    source: {
      says: 'acks=all with min.insync.replicas=2 of 3: acknowledged once two replicas have it; no flush is waited for',
      at: `${PRODUCER} ${FLUSH}`,
    },
  },
  {
    ...safe,
    name: 'acks-all-min-1',
    label: '2 replicas, acks=all, min ISR 1',
    minInSync: 1,
    replicas: 2,
    mayLose: [...LEADER_MAY_GO, ...UNFLUSHED],
    source: {
      says: 'acks=all waits for the replicas in sync; where only one remains, “these writes could be lost if the remaining replica also fails”, and a hiccup of the follower is enough for that',
      at: DURABILITY,
    },
  },
  {
    ...safe,
    name: 'unclean',
    label: '2 replicas, acks=all, min ISR 1, unclean election',
    minInSync: 1,
    replicas: 2,
    unclean: true,
    mayLose: 'all', // also when a follower fails: it is out of sync when it is back, and may lead
    source: {
      says: 'unclean.leader.election.enable lets a replica that is not in sync lead, “even though doing so may result in data loss”',
      at: UNCLEAN,
    },
  },
  {
    ...safe,
    name: 'acks-1',
    label: 'acks=1',
    acks: 1,
    mayLose: [...LEADER_MAY_GO, ...UNFLUSHED],
    source: {
      says: 'acks=1: “should the leader fail immediately after acknowledging the record but before the followers have replicated it then the record will be lost”',
      at: PRODUCER,
    },
  },
  {
    ...safe,
    name: 'own-retries',
    label: 'acks=all, min ISR 2, the client’s own retries',
    retries: 5,
    partitions: 3,
    mayLose: [...ONE_OF_THREE_GOES, ...UNFLUSHED],
    source: {
      says: 'kafkajs 2.2.4 keeps the answers of a try for the next one: a partition that has moved to a node which has answered is skipped, and the send resolves',
      at: RETRY,
    },
  },
  {
    ...safe,
    name: 'idempotent',
    label: 'idempotent producer (retries with it)',
    idempotent: true,
    retries: 5,
    partitions: 3,
    mayLose: [...ONE_OF_THREE_GOES, ...UNFLUSHED],
    source: { says: 'kafkajs 2.2.4 insists on retries here, and has the same mistake in them', at: RETRY },
  },
];
