import { createHmac } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { ProblemError } from '../contracts/problems.ts';
import { keyServer } from '../testing/key-server.ts';
import { createKnownKeys } from './known-keys.ts';
import { readToken } from './read-token.ts';
import { tokenPolicy } from './token-policy.ts';

const caller = { id: 'c0ffee00-0000-4000-8000-000000000000', role: 'customer', email: 'ada@lab.example' } as const;
const asksAlways = { maxAgeMs: 0, leastAgeMs: 0 };
const inBase64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const partsOf = (token: string) => token.split('.').map((part) => part) as [string, string, string];
const claimsOf = (token: string) => JSON.parse(Buffer.from(partsOf(token)[1], 'base64url').toString());
const headerOf = (token: string) => JSON.parse(Buffer.from(partsOf(token)[0], 'base64url').toString());

async function expectRefused(reading: Promise<unknown>, what = '') {
  const error = await reading.then(
    () => null,
    (refusal: unknown) => refusal,
  );
  expect(error, what).toBeInstanceOf(ProblemError);
  expect((error as ProblemError).kind, what).toBe('unauthenticated');
}

test('a token of ours tells who calls, and in which role', async () => {
  await using it = await keyServer();
  const keyOf = createKnownKeys(it.url);
  const { token, expiresInSeconds } = await it.keys.sign(caller);
  expect(expiresInSeconds).toBe(600);
  expect(await readToken(`Bearer ${token}`, keyOf)).toEqual(caller);
  expect(await readToken(`bearer ${token}`, keyOf)).toEqual(caller); // the scheme has no case (RFC 9110, 11.1)
  expect(it.reads()).toBe(1);
});

test('what is no token, or nothing, is refused', async () => {
  await using it = await keyServer();
  const keyOf = createKnownKeys(it.url);
  const { token } = await it.keys.sign(caller);
  for (const shown of [
    undefined,
    '',
    token,
    `Basic ${token}`,
    'Bearer',
    'Bearer a.b',
    `Bearer ${token} `,
    'Bearer a.b.c',
    `Bearer ${token}x`,
  ])
    await expectRefused(readToken(shown, keyOf), shown);
});

test('an expired token is refused', async () => {
  let nowMs = Date.now() - 100_000;
  await using it = await keyServer({ tokenSeconds: 60, nowMs: () => nowMs });
  const { token } = await it.keys.sign(caller);
  nowMs = Date.now();
  await expectRefused(readToken(`Bearer ${token}`, createKnownKeys(it.url)));
});

/** A key pair whose public part is shown, so that everything about a token can be right but one thing. */
async function forge(change: (claims: Record<string, unknown>, header: JWTHeaderParameters) => void): Promise<string> {
  const header: JWTHeaderParameters = { alg: tokenPolicy.algorithm, kid: 'k', typ: tokenPolicy.type };
  const now = Math.floor(Date.now() / 1000);
  const { issuer: iss, audience: aud } = tokenPolicy;
  const { id: sub, role, email } = caller;
  const claims: Record<string, unknown> = { iss, aud, sub, role, email, iat: now, exp: now + 60 };
  change(claims, header);
  return new SignJWT(claims).setProtectedHeader(header).sign((await pair).privateKey);
}
const pair = generateKeyPair(tokenPolicy.algorithm, { extractable: true });
const keyOfPair = async () => (await pair).publicKey;

test('a token for another audience, of another issuer, of another type, without an end, an owner or a known role is refused', async () => {
  expect(await readToken(`Bearer ${await forge(() => {})}`, keyOfPair)).toEqual(caller);
  const wrong: Record<string, Parameters<typeof forge>[0]> = {
    audience: (claims) => (claims['aud'] = 'urn:another:shop'),
    'no audience': (claims) => delete claims['aud'],
    issuer: (claims) => (claims['iss'] = 'urn:another:issuer'),
    type: (_claims, header) => (header.typ = 'at+jwt'),
    'no end': (claims) => delete claims['exp'],
    'not yet': (claims) => (claims['nbf'] = Math.floor(Date.now() / 1000) + 60),
    'no owner': (claims) => delete claims['sub'],
    'an empty owner': (claims) => (claims['sub'] = ''),
    'an unknown role': (claims) => (claims['role'] = 'owner'),
    'no role': (claims) => delete claims['role'],
    'a customer without an address': (claims) => delete claims['email'],
  };
  for (const [what, change] of Object.entries(wrong))
    await expectRefused(readToken(`Bearer ${await forge(change)}`, keyOfPair), what);
});

test('alg none, and HS256 with the public key as its secret, are refused', async () => {
  await using it = await keyServer();
  const keyOf = createKnownKeys(it.url);
  const { token } = await it.keys.sign(caller);
  const [, payload, signature] = partsOf(token);
  for (const alg of ['none', 'None', 'NONE']) {
    const header = inBase64({ ...headerOf(token), alg });
    for (const end of [signature, '']) await expectRefused(readToken(`Bearer ${header}.${payload}.${end}`, keyOf), alg);
  }
  const shown = (await it.keys.shown()).keys[0] as JWK;
  const pem = await exportSPKI((await importJWK(shown, tokenPolicy.algorithm)) as Parameters<typeof exportSPKI>[0]);
  const secrets = { pem, 'pem without its end': pem.trimEnd(), jwk: JSON.stringify(shown), x: shown.x as string };
  for (const [what, secret] of Object.entries(secrets)) {
    const signed = `${inBase64({ ...headerOf(token), alg: 'HS256' })}.${payload}`;
    const hmac = createHmac('sha256', secret).update(signed).digest('base64url');
    await expectRefused(readToken(`Bearer ${signed}.${hmac}`, keyOf), what);
  }
});

test('a token signed with another key is refused, also under the name of ours, and also when it brings its own key along', async () => {
  await using it = await keyServer();
  const keyOf = createKnownKeys(it.url, asksAlways);
  const { token } = await it.keys.sign(caller);
  const { privateKey, publicKey } = await generateKeyPair(tokenPolicy.algorithm, { extractable: true });
  const jwk = await exportJWK(publicKey);
  const { kid } = headerOf(token) as { kid: string };
  const headers = [{ kid }, { kid: 'unknown' }, {}, { kid, jwk }, { kid: 'own', jku: 'http://127.0.0.1:1/' }];
  for (const more of headers) {
    const header = { alg: tokenPolicy.algorithm, typ: tokenPolicy.type, ...more };
    const forged = await new SignJWT(claimsOf(token)).setProtectedHeader(header).sign(privateKey);
    await expectRefused(readToken(`Bearer ${forged}`, keyOf), JSON.stringify(more));
  }
});

test('a token whose claims were changed is refused', async () => {
  await using it = await keyServer();
  const { token } = await it.keys.sign(caller);
  const [header, , signature] = partsOf(token);
  const forged = `${header}.${inBase64({ ...claimsOf(token), role: 'operator' })}.${signature}`;
  await expectRefused(readToken(`Bearer ${forged}`, createKnownKeys(it.url)));
});

test('a token is good across a rotation with an overlap, and refused when it is shown again after one without', async () => {
  let nowMs = Date.now();
  await using it = await keyServer({ nowMs: () => nowMs });
  const keyOf = createKnownKeys(it.url, asksAlways);
  const { token } = await it.keys.sign(caller);
  await it.keys.rotate(true);
  nowMs += 20_000;
  const next = await it.keys.sign(caller);
  expect(headerOf(next.token).kid).not.toBe(headerOf(token).kid);
  for (const good of [token, next.token]) expect(await readToken(`Bearer ${good}`, keyOf)).toEqual(caller);
  await it.keys.rotate(false);
  const last = await it.keys.sign(caller);
  expect(await readToken(`Bearer ${last.token}`, keyOf)).toEqual(caller);
  for (const bad of [token, next.token]) await expectRefused(readToken(`Bearer ${bad}`, keyOf));
});

test('unknown keys make nobody ask for the keys more than once in a while', async () => {
  await using it = await keyServer();
  const keyOf = createKnownKeys(it.url, { maxAgeMs: 60_000, leastAgeMs: 60_000 });
  for (let index = 0; index < 20; index++) {
    const token = await forge((_claims, header) => (header.kid = `unknown-${index}`));
    await expectRefused(readToken(`Bearer ${token}`, keyOf));
  }
  expect(it.reads()).toBe(1);
});

test('while the keys cannot be had again those that are known go on being believed; where none ever were, that is said', async () => {
  const it = await keyServer();
  const keyOf = createKnownKeys(it.url, asksAlways);
  const { token } = await it.keys.sign(caller);
  await readToken(`Bearer ${token}`, keyOf);
  await it[Symbol.asyncDispose]();
  expect(await readToken(`Bearer ${token}`, keyOf)).toEqual(caller);
  await expect(readToken(`Bearer ${token}`, createKnownKeys(it.url))).rejects.toMatchObject({
    kind: 'dependency-unavailable',
  });
});
