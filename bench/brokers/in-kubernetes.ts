import type { Mode } from '../../common/mode.ts';

/** A resource as it stands in a file below `kubernetes/`. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  [member: string]: unknown;
}

/** How services meet a broker that its operator runs under the name `broker`, beside them in one namespace. */
export interface InKubernetes {
  /** By which a network policy knows its pods. */
  readonly pods: Record<string, string>;
  /** Where it listens for clients. */
  readonly port: number;
  /** What it tells a client of that name: settings, and secrets with the folder of `/run/credentials` each is mounted on. */
  access(user: string): { env: Record<string, string>; secrets: Record<string, string> };
  /** The same for the bench, which reads the environment alone. */
  benchAccess(): { env: Record<string, unknown>[]; secrets: Record<string, string> };
  /** What must be made on it before a service comes: for whoever may not make any. */
  resources(mode: Mode): Manifest[];
}

export const credentials = '/run/credentials';

/** The one name under which manifests know the broker of a mode. */
export const BROKER = 'broker';
export const BENCH = 'bench';
