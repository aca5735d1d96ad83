import type { BrokerCluster, BrokerNode } from './cluster.ts';

/** A broker the lab can reach: one of its own, or one that an environment variable names. */
export interface Broker {
  /** As `brokers.ts` registers it. */
  readonly kind: string;
  /** `amqp://user:password@127.0.0.1:5672`, or `127.0.0.1:9092`. A secret: never printed with its password. */
  readonly url: string;
  /** False when somebody else runs it: then it is neither killed nor stopped, and its data stays. */
  readonly owned: boolean;
  /** What ran, for `run.json`: broker, Erlang or JDK versions, how it was obtained. */
  readonly versions: Record<string, string>;
  /** Effective settings that matter for fairness, as configured: flush, heap, session limits … */
  readonly settings: Record<string, string>;
  /** Its nodes, when the lab runs several; null for a single one, and for somebody else's. What follows is of all nodes. */
  readonly cluster: BrokerCluster | null;
  /** The process the kernel knows; null when not ours or not running. */
  pid(): number | null;
  /** Nothing of it runs from now on, until it is killed: its connections stay open. Only when owned. */
  suspend(): Promise<void>;
  /** SIGKILL of the broker, nothing flushed. Resolves when the process is gone. Only when owned. */
  kill(): Promise<void>;
  /** The same broker again: same port, same data. Resolves when a real client has published and read. */
  restart(): Promise<void>;
  /** Graceful end; leaves no process, no port and no data (unless `keep`). Idempotent. */
  stop(): Promise<void>;
  /** Called when the broker's process, or one of its nodes, ends without `kill` or `stop` having been asked for. */
  onUnexpectedExit(listener: (how: string, node?: BrokerNode) => void): void;
}

export interface BrokerOptions {
  /** Called until it resolves: connects, publishes and reads with the mode's own client. Throws while not ready. */
  probe: (url: string) => Promise<void>;
  /** One line of progress for the person waiting. */
  say: (line: string) => void;
  /** Private data of this lab goes below this folder. */
  dataFolder: string;
  keep: boolean;
  /** What it does will be compared: it runs as those who use it in earnest run it, not as what is up soonest. */
  measured?: boolean;
  /** Several nodes of our own in the place of a single one. Absent: one. */
  cluster?: ClusterOptions;
  /** Registers a process or folder with whatever cleans up should this process be killed. */
  guard: Guard;
}

export interface ClusterOptions {
  nodes: number;
  /** Settings of the broker in the place of the lab's own. */
  settings?: Record<string, string>;
}

/** What must end or vanish even when the lab itself is killed with SIGKILL (see bench/lab/reaper.ts). */
export interface Guard {
  pid(pid: number): void;
  /** The process ended in order: it is no longer ours to kill. */
  forget(pid: number): void;
  folder(path: string): void;
}
