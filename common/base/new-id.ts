import { randomUUID } from 'node:crypto';

let atMs = 0;
let time = '';

/**
 * A UUID of version 7 (RFC 9562): its first 48 bits are the time in milliseconds, the other 74 random. Ids made one
 * after the other are neighbours in an index, so that a commit of many rows touches few pages.
 */
export function newId(): string {
  const nowMs = Date.now();
  if (nowMs !== atMs) {
    atMs = nowMs;
    const hex = nowMs.toString(16).padStart(12, '0');
    time = `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
  }
  return time + randomUUID().slice(15); // what follows the version: its variant and random bits stay
}

/** When an id of this kind was made, in epoch milliseconds. */
export const madeAtMs = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
