import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { PublicKeys } from '../contracts/customers.ts';
import { keysPolicy } from './token-policy.ts';

const MOST_BYTES = 16 * 1024;

/**
 * The keys whose signatures are believed, as the customers service shows them: asked for again when they are old, or when a
 * token names one that is not among them, and kept while it cannot be reached. Throws when there have never been any.
 */
export function createKnownKeys(
  base: string,
  policy: { maxAgeMs: number; leastAgeMs: number } = keysPolicy,
): JWTVerifyGetKey {
  const url = new URL(keysPolicy.path, base);
  let keys: ReturnType<typeof createLocalJWKSet> | null = null;
  let askedMs = -Infinity;
  let asking: Promise<void> | null = null;

  async function ask(): Promise<void> {
    askedMs = performance.now();
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(keysPolicy.timeoutMs), redirect: 'error' });
      const text = await response.text();
      if (response.status !== 200 || text.length > MOST_BYTES) throw new Error(`answered ${response.status}`);
      keys = createLocalJWKSet(PublicKeys.parse(JSON.parse(text)));
    } catch (cause) {
      if (!keys) throw new Error('The keys of tokens cannot be had.', { cause });
    }
  }
  const refresh = () =>
    (asking ??= ask().finally(() => {
      asking = null;
    }));
  const ageMs = () => performance.now() - askedMs;

  return async (header, token) => {
    if (!keys || ageMs() > policy.maxAgeMs) await refresh();
    const known = () => (keys as NonNullable<typeof keys>)(header, token);
    try {
      return await known();
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || ageMs() < policy.leastAgeMs) throw error;
      await refresh();
      return known();
    }
  };
}
