import type { RequestCounts } from '../record/run-file.ts';

/** How a request ended. */
export type Ending =
  | { kind: 'answer'; status: number; body: string; retryAfter?: string }
  | { kind: 'timeout'; hadConnection: boolean }
  | { kind: 'unfinished'; hadConnection: boolean }
  | { kind: 'error'; code: string };

/** What an ending counts as. */
export interface Outcome {
  count: Exclude<keyof RequestCounts, 'sent'>;
  /** `fail`: certainly nothing happened; `info`: it may have. */
  type: 'ok' | 'fail' | 'info';
  /** For the table of errors by kind; null when it went well. */
  error: string | null;
}

/** Codes that only a generator without ports, descriptors or memory meets. */
export const OWN_SHORTAGES: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM']);

/** Codes of a connection that never came about. */
export const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  ...OWN_SHORTAGES,
]);

export function outcomeOf(ending: Ending): Outcome {
  switch (ending.kind) {
    case 'answer':
      return ofStatus(ending.status);
    case 'timeout':
      return { count: 'timedOut', type: ending.hadConnection ? 'info' : 'fail', error: 'timeout' };
    case 'unfinished':
      return { count: 'unfinished', type: ending.hadConnection ? 'info' : 'fail', error: 'unfinished' };
    case 'error':
      return {
        count: 'connectionErrors',
        type: NEVER_CONNECTED.has(ending.code) ? 'fail' : 'info',
        error: ending.code,
      };
  }
}

/** 409 means that another request with the same key is in flight: what becomes of it is not known here. */
function ofStatus(status: number): Outcome {
  if (status >= 200 && status < 300) return { count: 'accepted', type: 'ok', error: null };
  const error = `http-${status}`;
  if (status >= 500 || status === 409) return { count: 'failed', type: 'info', error };
  return { count: 'refused', type: 'fail', error };
}
