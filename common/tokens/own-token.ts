import { ConfigError, type Settings } from '../base/config.ts';
import { Token } from '../contracts/customers.ts';
import { keysPolicy, setAccounts } from './token-policy.ts';

/** What a service shows when it calls another one. */
export interface OwnToken {
  /** For the header `Authorization`. Throws when none can be had. */
  show(): Promise<string>;
  /** It is not believed any more: the next one is a new one. */
  forget(): void;
}

type TokenSettings = Pick<Settings, 'CUSTOMERS_URL' | 'SERVICE_PASSWORD'>;

/**
 * The `Authorization` of this service: got once, and anew while the one before is still good for a third of its time. Null
 * where nobody asks for tokens.
 */
export function ownToken({ CUSTOMERS_URL: base, SERVICE_PASSWORD: password }: TokenSettings): OwnToken | null {
  if (base === undefined) return null;
  if (password === undefined)
    throw new ConfigError('CUSTOMERS_URL needs SERVICE_PASSWORD: services must name themselves, too.');
  const url = new URL('/tokens', base);
  let held: { authorization: string; renewMs: number; untilMs: number } | null = null;
  let asking: Promise<string> | null = null;

  async function ask(): Promise<string> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: setAccounts.service, password }),
      signal: AbortSignal.timeout(keysPolicy.timeoutMs),
    });
    if (response.status !== 200) throw new Error(`POST /tokens answered ${response.status}.`);
    const { token, expiresInSeconds } = Token.parse(await response.json());
    const now = performance.now();
    const authorization = `Bearer ${token}`;
    held = { authorization, renewMs: now + expiresInSeconds * 667, untilMs: now + expiresInSeconds * 950 };
    return authorization;
  }
  const renew = () =>
    (asking ??= ask().finally(() => {
      asking = null;
    }));

  return {
    async show() {
      const now = performance.now();
      if (!held || now > held.untilMs) return renew();
      if (now > held.renewMs) {
        held.renewMs = now + keysPolicy.leastAgeMs;
        renew().catch(() => {}); // the one it has is good meanwhile
      }
      return held.authorization;
    },
    forget() {
      held = null;
    },
  };
}
