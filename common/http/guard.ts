import type { IncomingHttpHeaders } from 'node:http';
import type { Settings } from '../base/config.ts';
import { isSameSecret } from '../base/is-same-secret.ts';
import { type Access, accessOf, maySee } from '../contracts/access.ts';
import { ProblemError } from '../contracts/problems.ts';
import type { Caller } from '../tokens/read-token.ts';

/** Tells who calls. Throws a problem for whoever may not. Null: everybody may. */
type Admit = (headers: IncomingHttpHeaders) => Promise<Caller>;
export type Guard = (access: Access) => Admit | null;

/**
 * Who may call what, by the token that is shown (docs/decisions/0021). Nobody else's word counts: not that of a proxy, nor where
 * a connection comes from. Without CUSTOMERS_URL nobody is asked, and nothing of it is loaded.
 */
export function createGuard({ CUSTOMERS_URL: url }: Pick<Settings, 'CUSTOMERS_URL'>): Guard {
  if (url === undefined) return () => null;
  const reading = load(url);
  reading.catch(() => {}); // it is awaited by every request
  return (access) => {
    if (access === 'anyone') return null;
    return async ({ authorization }) => {
      const caller = await (await reading)(authorization);
      if (!maySee(access, caller.role)) throw new ProblemError('forbidden', `This is for the role ${access}.`);
      return caller;
    };
  };
}

/**
 * For /metrics: whoever watches shows a token of his own, which is good for nothing else and for as long as it is set. So he sees what
 * goes on also while the customers service is away. An operator's token is taken as well.
 */
export function watcherGuard(
  guard: Guard,
  { LAB_METRICS_TOKEN: own }: Pick<Settings, 'LAB_METRICS_TOKEN'>,
): ((headers: IncomingHttpHeaders) => Promise<void>) | null {
  const admit = guard(accessOf('GET', '/metrics'));
  return (
    admit &&
    (async (headers) => {
      const shown = headers.authorization?.replace(/^bearer /i, '');
      if (own === undefined || shown === undefined || !isSameSecret(own, shown)) await admit(headers);
    })
  );
}

async function load(url: string): Promise<(authorization: string | undefined) => Promise<Caller>> {
  const [{ createKnownKeys }, { readToken }] = await Promise.all([
    import('../tokens/known-keys.ts'),
    import('../tokens/read-token.ts'),
  ]);
  const keyOf = createKnownKeys(url);
  return (authorization) => readToken(authorization, keyOf);
}
