import { expect, test, vi } from 'vitest';
import { ProblemError } from '../contracts/problems.ts';
import { keyServer } from '../testing/key-server.ts';
import { scratch } from '../testing/scratch.ts';
import { setAccounts } from '../tokens/token-policy.ts';
import { accountSchema, createAccounts } from './accounts.ts';
import { createPasswords } from './passwords.ts';
import { createSigningKeys, keySchema } from './signing-keys.ts';

const ada = { name: 'Ada', email: 'Ada@lab.example', password: 'correct horse' };
/** Not for passwords of anybody. */
const cheap = { N: 2 ** 10 };
const kindOf = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: { kind?: string }) => error.kind,
  );

async function accounts(settings: { OPERATOR_PASSWORD?: string; SERVICE_PASSWORD?: string } = {}) {
  const it = await scratch(accountSchema);
  const { OPERATOR_PASSWORD, SERVICE_PASSWORD } = settings;
  return Object.assign(it, {
    accounts: createAccounts(it.store, { OPERATOR_PASSWORD, SERVICE_PASSWORD }, createPasswords(cheap)),
  });
}

test('who has signed up logs in as a customer, under one address however it is written, and gets no second account', async () => {
  await using it = await accounts();
  const { customerId } = await it.accounts.signUp(ada);
  expect(await it.accounts.logIn(ada)).toEqual({ id: customerId, role: 'customer', email: 'ada@lab.example' });
  expect(await it.accounts.logIn({ ...ada, email: 'ada@lab.example' })).toMatchObject({ id: customerId });
  expect(await kindOf(it.accounts.signUp({ ...ada, email: 'ADA@lab.example' }))).toBe('already-exists');
});

test('a wrong password and an unknown address are refused alike, and after ten wrong ones the right one, too', async () => {
  await using it = await accounts();
  await it.accounts.signUp(ada);
  const refusals = await Promise.all(
    [
      { ...ada, password: 'wrong' },
      { email: 'nobody@lab.example', password: 'wrong' },
    ].map((asked) => it.accounts.logIn(asked).catch((error: Error) => error.message)),
  );
  expect(refusals[0]).toBe(refusals[1]);
  for (let index = 0; index < 9; index++) await kindOf(it.accounts.logIn({ ...ada, password: 'wrong' }));
  expect(await kindOf(it.accounts.logIn(ada))).toBe('too-many-requests');
});

test('whose password nobody came to look at has not given a wrong one', async () => {
  await using it = await accounts();
  await it.accounts.signUp(ada);
  const passwords = {
    hash: async () => '',
    isRight: () => Promise.reject(new ProblemError('too-many-requests', 'Many.')),
  };
  const isRight = vi.spyOn(passwords, 'isRight');
  const busy = createAccounts(it.store, {} as Parameters<typeof createAccounts>[1], passwords);
  for (let index = 0; index < 12; index++) await kindOf(busy.logIn(ada));
  expect(isRight).toHaveBeenCalledTimes(12);
});

test('no password is stored, and the same one twice is stored as two different texts', async () => {
  await using it = await accounts();
  await it.accounts.signUp(ada);
  await it.accounts.signUp({ ...ada, email: 'grace@lab.example' });
  const rows = await it.store.reader.all<{ password_hash: string }>('SELECT password_hash FROM customers');
  expect(new Set(rows.map((row) => row.password_hash)).size).toBe(2);
  expect(JSON.stringify(rows)).not.toContain(ada.password);
});

test('operator and service log in with the passwords that are set, and not at all where none is; nobody signs up as one of them', async () => {
  const password = 'a password of the operator';
  await using it = await accounts({ OPERATOR_PASSWORD: password });
  expect(await it.accounts.logIn({ email: setAccounts.operator, password })).toMatchObject({ role: 'operator' });
  expect(await kindOf(it.accounts.logIn({ email: setAccounts.operator, password: `${password}!` }))).toBe(
    'unauthenticated',
  );
  expect(await kindOf(it.accounts.logIn({ email: setAccounts.service, password }))).toBe('unauthenticated');
  expect(await kindOf(it.accounts.signUp({ ...ada, email: setAccounts.service }))).toBe('already-exists');
});

test('beyond a bound of passwords that are being hashed whoever comes hears that they are too many', async () => {
  const passwords = createPasswords(cheap);
  const asked = Array.from({ length: 40 }, () => kindOf(passwords.isRight('guess', null)));
  const kinds = await Promise.all(asked);
  expect(kinds.filter((kind) => kind === 'too-many-requests')).toHaveLength(6);
});

test('keys are made before they are needed, shown before they sign, and forgotten when nothing of theirs is good any more', async () => {
  let nowMs = Date.parse('2026-01-01');
  await using it = await keyServer({ nowMs: () => nowMs });
  const kids = async () => (await it.keys.shown()).keys.map(({ kid }) => kid);
  const signer = async () =>
    JSON.parse(
      Buffer.from(
        (await it.keys.sign({ id: 'x', role: 'operator' })).token.split('.')[0] as string,
        'base64url',
      ).toString(),
    ).kid as string;
  const [first] = await kids();
  nowMs += 86_400_000 - 10_000; // within the lead
  const both = await kids();
  expect(both).toHaveLength(2);
  expect(await signer()).toBe(first);
  nowMs += 16_000;
  expect(await signer()).toBe(both.find((kid) => kid !== first));
  expect(await kids()).toContain(first);
  nowMs += 605_000;
  expect(await kids()).toEqual(both.filter((kid) => kid !== first));
});

test('what is shown of a key is not what signs with it', async () => {
  await using it = await keyServer();
  expect(Object.keys((await it.keys.shown()).keys[0] as object).toSorted()).toEqual([
    'alg',
    'crv',
    'kid',
    'kty',
    'use',
    'x',
    'y',
  ]);
});

test('settings by which more keys are good at a time than can be shown are refused', async () => {
  await using it = await scratch(keySchema);
  const withSeconds = (LAB_KEY_SECONDS: number, LAB_TOKEN_SECONDS: number, nowMs?: () => number) =>
    createSigningKeys(it.store, { LAB_KEY_SECONDS, LAB_TOKEN_SECONDS }, nowMs);
  expect(() => withSeconds(60, 1200)).toThrow(/LAB_KEY_SECONDS is too short for LAB_TOKEN_SECONDS/);
  expect(() => withSeconds(60, 883)).toThrow('16 keys');

  let nowMs = Date.parse('2026-01-01');
  const keys = withSeconds(60, 882, () => nowMs); // as many as there may be
  let most = 0;
  for (const end = nowMs + 2_000_000; nowMs < end; nowMs += 5000) {
    most = Math.max(most, (await keys.shown()).keys.length);
  }
  expect(most).toBe(16);
});

test('a rotation by which one key too many would be shown is refused, keys are shown as before, and later it is made', async () => {
  let nowMs = Date.parse('2026-01-01');
  await using it = await keyServer({ nowMs: () => nowMs });
  const rotated = () => kindOf(it.keys.rotate(true));
  const kinds: (string | null | undefined)[] = [];
  for (let n = 0; n < 17; n++) {
    kinds.push(await rotated());
    nowMs += 16_000;
  }
  expect(kinds).toEqual([...Array(15).fill(null), 'too-many-requests', 'too-many-requests']);
  expect((await it.keys.shown()).keys).toHaveLength(16);
  nowMs += 600_000;
  expect(await rotated()).toBeNull();
  expect((await it.keys.shown()).keys.length).toBeLessThan(16);
});

test('a key that is due while there is room for no more is made as soon as there is', async () => {
  let nowMs = Date.parse('2026-01-01');
  await using it = await scratch(keySchema);
  const keys = createSigningKeys(it.store, { LAB_KEY_SECONDS: 60, LAB_TOKEN_SECONDS: 600 }, () => nowMs);
  for (let n = 0; n < 20; n++) {
    await kindOf(keys.rotate(true));
    nowMs += 16_000;
  }
  const first = (await keys.shown()).keys.map(({ kid }) => kid);
  for (let n = 0; n < 200; n++) {
    nowMs += 5000;
    expect((await keys.shown()).keys.length).toBeLessThanOrEqual(16);
    expect((await keys.sign({ id: 'x', role: 'operator' })).token).not.toBe('');
  }
  expect((await keys.shown()).keys.some(({ kid }) => first.includes(kid))).toBe(false);
});
