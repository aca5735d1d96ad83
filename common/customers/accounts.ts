import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Settings } from '../base/config.ts';
import { isSameSecret } from '../base/is-same-secret.ts';
import { newId } from '../base/new-id.ts';
import type { Account, LogIn, SignUp } from '../contracts/customers.ts';
import { addressKey } from '../contracts/primitives.ts';
import { ProblemError } from '../contracts/problems.ts';
import type { Store } from '../store/store.ts';
import type { Caller } from '../tokens/read-token.ts';
import { setAccounts } from '../tokens/token-policy.ts';
import { createPasswords, type Passwords } from './passwords.ts';

export const accountSchema = `
  CREATE TABLE IF NOT EXISTS customers (
    customer_id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at TEXT NOT NULL
  );`;

/** Wrong passwords for one account in so many seconds; and tries for all of them together in a second. */
const limits = { wrong: { points: 10, duration: 300 }, tries: { points: 50, duration: 1 } };

export interface Accounts {
  signUp(asked: SignUp): Promise<Account>;
  /** Throws the problem `unauthenticated`, and says no more: neither whether there is such an account. */
  logIn(asked: LogIn): Promise<Caller>;
}

export function createAccounts(
  store: Store,
  settings: Pick<Settings, 'OPERATOR_PASSWORD' | 'SERVICE_PASSWORD'>,
  passwords: Passwords = createPasswords(),
): Accounts {
  const wrong = new RateLimiterMemory(limits.wrong);
  const tries = new RateLimiterMemory(limits.tries);
  const known = new Map<string, { role: 'operator' | 'service'; password: string | undefined }>([
    [setAccounts.operator, { role: 'operator', password: settings.OPERATOR_PASSWORD }],
    [setAccounts.service, { role: 'service', password: settings.SERVICE_PASSWORD }],
  ]);
  const refused = () => new ProblemError('unauthenticated', 'This e-mail address and this password are no account.');

  /** Whose account it is; null: none, or of another password. */
  async function withThis(key: string, password: string): Promise<string | null> {
    const row = await store.reader.get<{ customer_id: string; password_hash: string }>(
      'SELECT customer_id, password_hash FROM customers WHERE email = ?',
      key,
    );
    return (await passwords.isRight(password, row?.password_hash ?? null)) && row ? row.customer_id : null;
  }

  return {
    async signUp({ name, email, password }) {
      await spend(tries, 'all');
      const taken = new ProblemError('already-exists', 'There is an account with this e-mail address.');
      if (known.has(addressKey(email))) throw taken;
      const hash = await passwords.hash(password);
      const customerId = newId();
      const inserted = await store.transact((tx) =>
        tx.run(
          `INSERT INTO customers (customer_id, email, name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (email) DO NOTHING`,
          customerId,
          addressKey(email),
          name,
          hash,
          new Date().toISOString(),
        ),
      );
      if (inserted === 0) throw taken;
      return { customerId, name, email };
    },
    async logIn({ email, password }) {
      const key = addressKey(email);
      const set = known.get(key);
      if (set) {
        if (set.password === undefined || !isSameSecret(set.password, password)) throw refused();
        return { id: set.role, role: set.role };
      }
      await spend(tries, 'all');
      await spend(wrong, key); // before it is hashed: of guesses that come at once no more are tried
      const customerId = await withThis(key, password).catch(async (error: unknown) => {
        await wrong.reward(key); // nobody looked at his password: it was not a wrong one
        throw error;
      });
      if (customerId === null) throw refused();
      await wrong.delete(key);
      return { id: customerId, role: 'customer', email: key };
    },
  };
}

async function spend(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new ProblemError('too-many-requests', 'Too many tries. Come again later.');
  }
}
