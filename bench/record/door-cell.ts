/** What stands between a caller and the order service: nothing, the gateway, or the gateway where callers must show a token. */
export const doors = ['direct', 'gateway', 'tokens'] as const;
export type Door = (typeof doors)[number];

/** What a trial of the gateway experiment adds to the figures that every trial has. */
export interface DoorCell {
  door: Door;
  /** The same once more in its block: the A/A control. */
  again?: true;
  /** Of HAProxy; absent where nothing stands in between. */
  version?: string;
}
