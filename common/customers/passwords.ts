import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { ProblemError } from '../contracts/problems.ts';

const derive = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt);

/** 32 MiB and a tenth of a second or more for each guess (OWASP, Password Storage: N = 2^15, r = 8, p = 3). */
const passwordCost = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const BYTES = 32;

/** So many are hashed at once, and so many wait: what they cost is bounded whoever asks. */
const bounds = { atOnce: 2, waiting: 32 };

export interface Passwords {
  hash(password: string): Promise<string>;
  /** `hash` null: there is no such account, which takes as long to find out. */
  isRight(password: string, hash: string | null): Promise<boolean>;
}

/** Throws the problem `too-many-requests` when too many are being hashed. */
export function createPasswords(cost: ScryptOptions = passwordCost): Passwords {
  let busy = 0;
  const queue: (() => void)[] = [];
  const nobodys = randomBytes(16);

  async function inTurn(password: string, salt: Uint8Array): Promise<Buffer> {
    if (busy >= bounds.atOnce) {
      if (queue.length >= bounds.waiting) throw new ProblemError('too-many-requests', 'Too many are logging in.');
      await new Promise<void>((go) => queue.push(go));
    } else busy++;
    try {
      return await derive(password.normalize('NFKC'), salt, BYTES, cost);
    } finally {
      const next = queue.shift();
      if (next)
        next(); // takes the place of this one
      else busy--;
    }
  }

  return {
    async hash(password) {
      const salt = randomBytes(16);
      return `${salt.toString('base64url')}.${(await inTurn(password, salt)).toString('base64url')}`;
    },
    async isRight(password, hash) {
      const [salt = '', expected = ''] = hash?.split('.') ?? [];
      const got = await inTurn(password, hash === null ? nobodys : Buffer.from(salt, 'base64url'));
      return hash !== null && timingSafeEqual(got, Buffer.from(expected, 'base64url'));
    },
  };
}
