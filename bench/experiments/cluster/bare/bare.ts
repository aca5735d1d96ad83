import type { BrokerNode } from '../../../brokers/cluster.ts';
import type { ClusterSetting } from '../../../brokers/promises/setting.ts';

/** What became of one record: `fail` only when it is certain that it was not taken. */
export type Written = { type: 'ok' } | { type: 'fail' | 'info'; error: string };

/** One setting's topic or queue, on the broker for the length of a trial. */
export interface BareTarget {
  /** Writes them together and tells of each, in their order. Never throws. */
  write(ids: readonly string[]): Promise<Written[]>;
  close(): Promise<void>;
}

/** Small clients of one broker, one for each setting, with nothing of ours around the client library. */
export interface BareClient {
  /** Makes what all settings need, led by this node; what it is called begins with `prefix`. */
  make(leader: BrokerNode): Promise<void>;
  open(setting: ClusterSetting): BareTarget;
  /** What the brokers call the copies of each of its partitions, or of its queue. */
  copiesOf(setting: ClusterSetting): string[];
  /** Reads along, of every setting, until the client is closed; what it has read once may come again. Resolves once it does. */
  follow(onRead: (id: string) => void): Promise<void>;
  /** All that is there now of each of these, in its order, asked of other nodes than the last time. Null where it could not be read to its end. */
  readAll(settings: readonly ClusterSetting[]): Promise<(string[] | null)[]>;
  /** Ends reading along, and removes what was made. */
  remove(): Promise<void>;
}

export interface BareOptions {
  nodes: readonly BrokerNode[];
  /** Of the cluster: with user and password where it has them. */
  url: string;
  prefix: string;
  settings: readonly ClusterSetting[];
}

/** No answer within this is no answer. */
export const ANSWER_MS = 3000;
/** Whoever could not connect tries again so much later, at another node. */
export const AGAIN_MS = 250;

/** In which order nodes are asked by one client. */
export interface Turns<Item> {
  /** The list from another place each time, and at its end those that were silent, the last of them last. */
  next(): Item[];
  /** It did not answer: whoever is asked first next time should be another one. */
  leaveForLast(item: Item): void;
}

export function inTurn<Item>(list: readonly Item[], from = 0): Turns<Item> {
  let turn = from;
  let silent: Item[] = [];
  return {
    next() {
      const first = turn++ % list.length;
      const turned = [...list.slice(first), ...list.slice(0, first)];
      return [...turned.filter((item) => !silent.includes(item)), ...silent];
    },
    leaveForLast(item) {
      if (list.includes(item)) silent = [...silent.filter((each) => each !== item), item];
    },
  };
}

interface ClientError {
  message?: string;
  type?: string;
  code?: string | number;
  cause?: ClientError;
}

/** What names an error, its own or that of its cause: `NOT_ENOUGH_REPLICAS`, `ECONNREFUSED`; null where nothing does. */
function codeOf(error: unknown): string | null {
  const { type, code, cause } = error as ClientError;
  const own = type ?? (typeof code === 'string' ? code : undefined);
  return own ?? (cause === undefined ? null : codeOf(cause));
}

/** Its code, or its words without the address. */
export const wordsOf = (error: unknown): string =>
  codeOf(error) ??
  ((error as ClientError).message ?? String(error)).replace(/\d+(?:\.\d+){3}(?::\d+)?/, 'the node').slice(0, 120);

/** `work`, or null when it takes longer. */
export async function within<Result>(ms: number, work: Promise<Result>): Promise<Result | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(resolve, ms, null);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
