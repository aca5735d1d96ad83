import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal.ts';

/** A secret of this run alone: whoever knows it reads and commands. 256 bits, in letters that need no escape in an address. */
export const newToken = (): string => randomBytes(32).toString('base64url');

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Two doors, one behind the other:
 *
 *   `Host` is one of our two names, `Origin` is ours or absent, the browser does not say that another site asks ─▶ token
 *
 * The first keeps out what a foreign page makes a browser of this machine send (also by DNS rebinding), the second everybody
 * who was not told the address: other users of the machine among them. The token is compared by its digest, in constant time.
 */
export function callersOf(token: string) {
  const expected = digest(token);

  function refuseForeign(headers: IncomingHttpHeaders, port: number): void {
    const ours = [`127.0.0.1:${port}`, `localhost:${port}`];
    if (!ours.includes(headers.host ?? '')) throw new Refusal(403, 'This name is not ours.');
    const { origin } = headers;
    if (origin !== undefined && origin !== `http://${headers.host}`)
      throw new Refusal(403, 'Pages of other origins are not answered.');
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none')
      throw new Refusal(403, 'Pages of other sites are not answered.');
  }

  function refuseUnknown(given: string | undefined): void {
    if (given === undefined) throw new Refusal(401, 'Open the address that the terminal printed: it holds the token.');
    if (!timingSafeEqual(digest(given), expected)) throw new Refusal(401, 'This token is not that of this lab.');
  }

  return {
    refuseForeign,
    refuseUnknown,
    bearerOf: ({ authorization }: IncomingHttpHeaders) => /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1],
  };
}
