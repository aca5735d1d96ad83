import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { ConfigError, type Settings } from '../base/config.ts';
import { MOST_KEYS, PublicKeys, type Token } from '../contracts/customers.ts';
import { ProblemError } from '../contracts/problems.ts';
import type { Store, Tx } from '../store/store.ts';
import type { Caller } from '../tokens/read-token.ts';
import { keysPolicy, tokenPolicy } from '../tokens/token-policy.ts';

export const keySchema = `
  CREATE TABLE IF NOT EXISTS signing_keys (
    kid TEXT PRIMARY KEY,
    private_jwk TEXT NOT NULL,
    signs_from_ms BIGINT NOT NULL
  );`;

interface KeyRow {
  kid: string;
  private_jwk: string;
  signs_from_ms: number;
}

/**
 *   made ── shown ──▶ signs ──────────────────▶ the next one signs ── shown while its tokens live ──▶ forgotten
 *           leadMs           LAB_KEY_SECONDS                          LAB_TOKEN_SECONDS
 *
 * Who reads the keys knows each before the first token that it signed, and as long as the last one is good. Where so many were
 * made by hand that there is room for no more, the newest one signs until there is.
 */
export interface SigningKeys {
  sign(caller: Caller): Promise<Token>;
  /** What is shown to everybody (RFC 7517). */
  shown(): Promise<PublicKeys>;
  /**
   * Without `overlap` the new one signs at once, and what all others signed is refused from now on. With it a ProblemError,
   * `too-many-requests`, when no more can be shown until one is forgotten.
   */
  rotate(overlap: boolean): Promise<void>;
}

type KeySettings = Pick<Settings, 'LAB_TOKEN_SECONDS' | 'LAB_KEY_SECONDS'>;

/** Throws a ConfigError when by these settings more keys would be good at a time than can be shown. */
export function createSigningKeys(store: Store, settings: KeySettings, nowMs: () => number = Date.now): SigningKeys {
  const tokenMs = (settings.LAB_TOKEN_SECONDS + tokenPolicy.toleranceS) * 1000;
  const keyMs = settings.LAB_KEY_SECONDS * 1000;
  // One that is to sign or whose tokens live for each `keyMs` of this time, and the one before them.
  if (Math.floor((tokenMs + keysPolicy.leadMs) / keyMs) + 2 > MOST_KEYS) {
    throw new ConfigError(
      `LAB_KEY_SECONDS is too short for LAB_TOKEN_SECONDS: more than ${MOST_KEYS} keys would be good at a time.`,
    );
  }
  const { algorithm } = tokenPolicy;

  const read = (tx: Pick<Tx, 'all'>) => tx.all<KeyRow>('SELECT * FROM signing_keys ORDER BY signs_from_ms DESC, kid');

  /** Newest first, as they should be now: one is made when it is time, and forgotten when nothing of it is good any more. */
  async function present(): Promise<KeyRow[]> {
    const rows = await read(store.reader);
    const now = nowMs();
    const isDue = (row: KeyRow | undefined) => !row || row.signs_from_ms + keyMs - keysPolicy.leadMs <= now;
    const isOver = (_row: KeyRow, at: number) => at > 0 && (rows[at - 1] as KeyRow).signs_from_ms + tokenMs < now;
    const over = rows.filter(isOver);
    const isTime = isDue(rows[0]) && rows.length - over.length < MOST_KEYS;
    if (!isTime && over.length === 0) return rows;
    const next = isTime ? await makeKey(rows.length === 0 ? now : now + keysPolicy.leadMs) : null;
    return store.transact(async (tx) => {
      const newest = (await read(tx))[0];
      if (next && isDue(newest)) await insert(tx, next);
      for (const { kid } of over) await tx.run('DELETE FROM signing_keys WHERE kid = ?', kid);
      return read(tx);
    });
  }

  return {
    async sign({ id, ...claims }) {
      const rows = await present();
      const row = rows.find(({ signs_from_ms: from }) => from <= nowMs()) ?? (rows.at(-1) as KeyRow);
      const key = await importJWK(JSON.parse(row.private_jwk) as JWK, algorithm);
      const issued = Math.floor(nowMs() / 1000);
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, kid: row.kid, typ: tokenPolicy.type })
        .setIssuer(tokenPolicy.issuer)
        .setAudience(tokenPolicy.audience)
        .setSubject(id)
        .setIssuedAt(issued)
        .setExpirationTime(issued + settings.LAB_TOKEN_SECONDS)
        .sign(key);
      return { token, expiresInSeconds: settings.LAB_TOKEN_SECONDS };
    },
    async shown() {
      const keys = (await present()).map(({ kid, private_jwk }) => ({
        ...JSON.parse(private_jwk),
        kid,
        alg: algorithm,
        use: 'sig',
      }));
      return PublicKeys.parse({ keys }); // which leaves out all that it does not name: the private part
    },
    async rotate(overlap) {
      const rows = await present();
      const isNextMade = (rows[0] as KeyRow).signs_from_ms > nowMs();
      if (overlap && isNextMade) return;
      const next = await makeKey(overlap ? nowMs() + keysPolicy.leadMs : nowMs());
      const isMade = await store.transact(async (tx) => {
        if (!overlap) await tx.run('DELETE FROM signing_keys');
        else if ((await read(tx)).length >= MOST_KEYS) return false;
        await insert(tx, next);
        return true;
      });
      if (!isMade) {
        const why = `As many as ${MOST_KEYS} keys are shown, until tokens of the oldest are good no more.`;
        throw new ProblemError('too-many-requests', why);
      }
    },
  };
}

async function makeKey(signsFromMs: number): Promise<KeyRow> {
  const { privateKey } = await generateKeyPair(tokenPolicy.algorithm, { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { kid: await calculateJwkThumbprint(jwk), private_jwk: JSON.stringify(jwk), signs_from_ms: signsFromMs };
}

const insert = (tx: Tx, { kid, private_jwk, signs_from_ms }: KeyRow) =>
  tx.run(
    'INSERT INTO signing_keys (kid, private_jwk, signs_from_ms) VALUES (?, ?, ?)',
    kid,
    private_jwk,
    signs_from_ms,
  );
