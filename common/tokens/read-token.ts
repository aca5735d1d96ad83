import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { CallerRole } from '../contracts/customers.ts';
import { Email } from '../contracts/primitives.ts';
import { ProblemError } from '../contracts/problems.ts';
import { tokenPolicy } from './token-policy.ts';

/** Who calls, as a token says that we have signed. */
export type Caller = { id: string } & (
  | {
      role: 'customer';
      /** Of the account, as `addressKey` has it. */
      email: string;
    }
  | { role: Exclude<CallerRole, 'customer'> }
);

const sub = z.string().min(1).max(64);
/** Nothing but what this lab puts into one. */
const Claims = z.discriminatedUnion('role', [
  z.object({ sub, role: z.literal('customer'), email: Email }),
  z.object({ sub, role: CallerRole.exclude(['customer']) }),
]);

/**
 * Who shows this `Authorization` header. Throws the problem `unauthenticated` for everything that is no token of ours, now:
 * it says nothing of why, and the log does.
 */
export async function readToken(authorization: string | undefined, keyOf: JWTVerifyGetKey): Promise<Caller> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined)
    throw new ProblemError('unauthenticated', 'Send Authorization: Bearer, and a token from POST /tokens.');
  const { algorithm, type: typ, issuer, audience, toleranceS: clockTolerance } = tokenPolicy;
  try {
    const { payload } = await jwtVerify(token, keyOf, {
      algorithms: [algorithm],
      typ,
      issuer,
      audience,
      clockTolerance,
      requiredClaims: ['exp', 'iat', 'sub'],
    });
    const { sub: id, ...claims } = Claims.parse(payload);
    return { id, ...claims };
  } catch (cause) {
    if (cause instanceof errors.JOSEError || cause instanceof z.ZodError)
      throw new ProblemError('unauthenticated', 'This token is not valid, or not any more.', {}, cause);
    throw new ProblemError(
      'dependency-unavailable',
      'Who calls cannot be found out now. Try again shortly.',
      {},
      cause,
    );
  }
}
