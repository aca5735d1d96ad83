import type { Broker, BrokerOptions } from './broker.ts';
import type { InKubernetes } from './in-kubernetes.ts';

/** What would run now if a broker of this kind were asked for. */
export interface BrokerStatus {
  kind: string;
  /** True when it can start without installing anything. */
  ready: boolean;
  /** Versions and how obtained, as `run.json` would have them; empty when not ready. */
  versions: Record<string, string>;
  /** Of several nodes of our own: what they would take, or why there can be none. Absent where no cluster was ever meant. */
  cluster?: string;
  /** For a person: an environment variable that names it, a warning, what is missing. Empty when all is well. */
  note: string;
}

/** All that the bench knows of a kind of broker: one module each, registered in `brokers.ts`. */
export interface BrokerKind {
  /** As a mode names it; its processes, and its folders in the cache, begin with it. */
  readonly kind: string;
  /** For people: `RabbitMQ`. */
  readonly name: string;
  /** The environment variable that names a running one. */
  readonly variable: string;
  /** The port that is meant where an address names none, by scheme: `amqp:`. */
  readonly usualPorts?: Record<string, number>;
  /** The value of that variable, put right. Throws BrokerUnavailable with what was expected. */
  check(text: string): string;
  /** On one that somebody else runs: with what it is tried, and what is made on it then, for who reads what will be touched. */
  readonly touched: { probe: string; made: string };
  /** Entries of `versions` by which two runs must not differ, to be compared. */
  readonly versions: readonly string[];
  /** What a node of a cluster of our own takes at most, with what the kernel keeps for it. */
  readonly nodeMemoryMiB: number;
  /** The one that the variable names, or one of our own, installed when it must be. Rejects with BrokerUnavailable. */
  start(options: BrokerOptions): Promise<Broker>;
  /** Of our own. Looks only. */
  status(): Promise<BrokerStatus>;
  /** Puts into the cache what our own needs and what is not there yet. Rejects with BrokerUnavailable. */
  install(say: (line: string) => void): Promise<void>;
  /** What a service is told besides its address, so that the broker named by the variable lets it in. */
  access?(): Record<string, string>;
  /** In a mode's docker-compose.yml, where it is the service `broker`. */
  readonly container: {
    /** Where it listens for what is on the network `edge`: the bench, by a port of 127.0.0.1. */
    port: number;
    /** Its `mem_limit`. */
    memoryMiB: number;
    /** Everything it can listen on, side doors and UIs included: nothing outside may reach any of it. */
    ports: readonly number[];
    /** What it tells Prometheus itself, in a sentence. Absent: Prometheus is not told of it. */
    metrics?: string;
    /** Services of that file, besides those of the mode, that must know the settings of a trial. */
    settingsFor: readonly string[];
    /** What it is told when the bench is to reach it at this port of 127.0.0.1. */
    environment?(port: number): Record<string, string>;
    /** The address for the bench. */
    url(containerId: string, port: number): Promise<string>;
  };
  /** In the manifests of a mode. */
  readonly inKubernetes: InKubernetes;
}
