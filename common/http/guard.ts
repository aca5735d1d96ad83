import type { IncomingHttpHeaders } from 'node:http';
import type { Settings } from '../base/config.ts';
import { type Access, maySee } from '../contracts/access.ts';
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

async function load(url: string): Promise<(authorization: string | undefined) => Promise<Caller>> {
  const [{ createKnownKeys }, { readToken }] = await Promise.all([
    import('../tokens/known-keys.ts'),
    import('../tokens/read-token.ts'),
  ]);
  const keyOf = createKnownKeys(url);
  return (authorization) => readToken(authorization, keyOf);
}
