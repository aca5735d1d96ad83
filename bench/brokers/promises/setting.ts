/** What a setting promises of acknowledged records under one fault, by the documentation of its broker or client. */
export type Promised = 'survives' | 'may lose';

/** One way to use a replicated broker: what people really run, safe or not. */
export interface ClusterSetting {
  /** Letters, digits and hyphens: it names topics, queues and rows. */
  name: string;
  /** For people: `acks=1`. */
  label: string;
  /** Faults of nodes under which acknowledged records may be lost. `all`: whatever happens to a node. */
  mayLose: readonly string[] | 'all';
  /** Why, by the documentation. */
  source: { says: string; at: string };
  /** Records go to so many in turn, each with an order of its own. Absent: to one. */
  partitions?: number;
  /** As the services of the lab use this broker: what `How many nodes may I lose?` is answered for. */
  ours?: true;
}

/** The node that leads stops leading, in whatever way. */
export const LEADER_GOES: readonly string[] = [
  'leader-killed',
  'two-killed',
  'leader-paused',
  'leader-minority',
  'one-way-cut',
  'flapping-link',
  'rolling-nodes',
  'empty-disk',
  'node-disk-full',
  'unsynced-lost-one',
  'one-after-another',
];
