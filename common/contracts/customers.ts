import { z } from 'zod';
import { Email, Text } from './primitives.ts';

/** What somebody may do who shows a token: order for himself, look after the shop, or call on behalf of a service. */
export const CallerRole = z.enum(['customer', 'operator', 'service']);

/** Long enough not to be guessed (NIST SP 800-63B: 8 at least), short enough to be hashed at no great cost. */
const Password = z.string().min(8).max(128);

/** Body of `POST /customers`. */
export const SignUp = z.strictObject({ name: Text, email: Email, password: Password }).meta({ id: 'SignUp' });

export const Account = z.strictObject({ customerId: z.uuid(), name: Text, email: Email }).meta({ id: 'Account' });

/** Body of `POST /tokens`. */
export const LogIn = z.strictObject({ email: Email, password: z.string().min(1).max(128) }).meta({ id: 'LogIn' });

/** Shown as `Authorization: Bearer <token>`. */
export const Token = z
  .strictObject({ token: z.string().max(4096), expiresInSeconds: z.int().min(1) })
  .meta({ id: 'Token' });

/** Body of `POST /keys/rotations`. Without an overlap every token that was given out before is refused at once. */
export const RotateKeys = z.strictObject({ overlap: z.boolean() }).meta({ id: 'RotateKeys' });

const P256 = z.string().regex(/^[\w-]{43}$/);
/** One public key (RFC 7517): of the only kind that is used. */
export const PublicKey = z
  .object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: P256,
    y: P256,
    kid: z.string().max(64),
    alg: z.literal('ES256'),
    use: z.literal('sig'),
  })
  .meta({ id: 'PublicKey' });
/** As many are read, and so no more are shown. */
export const MOST_KEYS = 16;
export const PublicKeys = z.object({ keys: z.array(PublicKey).max(MOST_KEYS) }).meta({ id: 'PublicKeys' });

export type CallerRole = z.infer<typeof CallerRole>;
export type SignUp = z.infer<typeof SignUp>;
export type Account = z.infer<typeof Account>;
export type LogIn = z.infer<typeof LogIn>;
export type Token = z.infer<typeof Token>;
export type PublicKeys = z.infer<typeof PublicKeys>;
