import { type ClusterSetting, LEADER_GOES } from './setting.ts';

/** What a queue and a publisher to it are told. */
export interface RabbitmqSetting extends ClusterSetting {
  queue: 'quorum' | 'classic' | 'stream';
  confirms: boolean;
}

const CONFIRMS = 'https://www.rabbitmq.com/docs/confirms';
const QUORUM = 'https://www.rabbitmq.com/docs/quorum-queues#data-safety';
const CLASSIC = 'https://www.rabbitmq.com/docs/classic-queues';
const STREAMS = 'https://www.rabbitmq.com/docs/streams#data-safety';

/** Its one copy is on a node that goes away, or whose disk does. */
const HOME_GOES = [...LEADER_GOES, 'unsynced-lost-all'];

export const rabbitmqSettings: readonly RabbitmqSetting[] = [
  {
    name: 'quorum-confirms',
    label: 'quorum queue, confirms',
    queue: 'quorum',
    confirms: true,
    mayLose: [],
    ours: true,
    source: { says: 'confirmed once a majority has written and flushed it', at: QUORUM },
  },
  {
    name: 'stream-confirms',
    label: 'stream, confirms',
    queue: 'stream',
    confirms: true,
    mayLose: ['unsynced-lost-one', 'unsynced-lost-all'], // that the other copies make up for one that lost power is nowhere promised
    source: { says: 'confirmed once a majority has it; a stream does “not explicitly flush (fsync)”', at: STREAMS },
  },
  {
    name: 'classic-confirms',
    label: 'classic queue on one node, confirms',
    queue: 'classic',
    confirms: true,
    mayLose: HOME_GOES,
    source: {
      says: 'a classic queue has one copy: it is not replicated, and what its node loses is lost',
      at: CLASSIC,
    },
  },
  {
    name: 'quorum-no-confirms',
    label: 'quorum queue, no confirms',
    queue: 'quorum',
    confirms: false,
    mayLose: 'all',
    source: { says: 'without confirms a publisher is not told what was taken', at: CONFIRMS },
  },
  {
    name: 'classic-no-confirms',
    label: 'classic queue on one node, no confirms',
    queue: 'classic',
    confirms: false,
    mayLose: 'all',
    source: { says: 'one copy, and nobody is told what was taken', at: `${CLASSIC} ${CONFIRMS}` },
  },
];
