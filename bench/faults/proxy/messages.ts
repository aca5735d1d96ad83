import type { Target } from './link-proxy.ts';
import type { Toll, Toxic } from './toxic.ts';

/** What the bench tells the proxy process. Each order is answered once. */
export type ProxyOrder = { id: number } & (
  | { do: 'open'; link: string; seed: number; at?: Target }
  | { do: 'point'; link: string; target: Target }
  | { do: 'add'; link: string; owner: string; toxic: Toxic }
  | { do: 'count' | 'remove'; link: string; owner: string }
  | { do: 'reset-deaf'; link: string }
);

/** A port for `open`, a toll for `count` and `remove`. */
export interface ProxyAnswer {
  id: number;
  problem?: string;
  port?: number;
  toll?: Toll | null;
}
