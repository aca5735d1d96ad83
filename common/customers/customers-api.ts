import { LogIn, RotateKeys, SignUp } from '../contracts/customers.ts';
import { type Api, ok } from '../http/http.ts';
import { keysPolicy } from '../tokens/token-policy.ts';
import type { Accounts } from './accounts.ts';
import type { SigningKeys } from './signing-keys.ts';

const unkept = { 'cache-control': 'no-store' };

/** Sign-up, log-in, and the keys by which others know a token of ours. */
export function customersApi(api: Api, accounts: Accounts, keys: SigningKeys): void {
  api.post('/customers', SignUp, async (asked) => ({ status: 201, body: await accounts.signUp(asked) }));
  api.post('/tokens', LogIn, async (asked) => ({
    status: 200,
    body: await keys.sign(await accounts.logIn(asked)),
    headers: unkept,
  }));
  api.get(keysPolicy.path, async () => ok(await keys.shown()));
  api.post('/keys/rotations', RotateKeys, async ({ overlap }) => {
    await keys.rotate(overlap);
    return { status: 201, body: await keys.shown() };
  });
}
