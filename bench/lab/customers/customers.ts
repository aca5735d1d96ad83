import { randomBytes } from 'node:crypto';
import { Account, Token } from '../../../common/contracts/customers.ts';
import { setAccounts } from '../../../common/tokens/token-policy.ts';
import { send } from '../request.ts';

/** The passwords that one lab sets: random, and nowhere but in the environment of who needs them. */
export interface SetPasswords {
  operator: string;
  service: string;
}

const random = () => randomBytes(24).toString('base64url');
export const newPasswords = (): SetPasswords => ({ operator: random(), service: random() });

/** Whoever logs in somewhere, and what he shows from then on. */
export interface Person {
  email: string;
  password: string;
}

export async function signUp(url: string, name: string): Promise<Person & { customerId: string }> {
  const person = { email: `${name}@customers.example`, password: random() };
  const { status, json, text } = await send('POST', `${url}/customers`, { name, ...person });
  if (status !== 201) throw new Error(`Signing up was answered with ${status}: ${text}`);
  return { ...person, customerId: Account.parse(json).customerId };
}

/** For the header `Authorization`, and how long it is good. */
export async function logIn(url: string, { email, password }: Person): Promise<{ bearer: string; forSeconds: number }> {
  const { status, json, text } = await send('POST', `${url}/tokens`, { email, password });
  if (status !== 200) throw new Error(`Logging in was answered with ${status}: ${text}`);
  const { token, expiresInSeconds } = Token.parse(json);
  return { bearer: `Bearer ${token}`, forSeconds: expiresInSeconds };
}

export const operatorOf = ({ operator: password }: SetPasswords): Person => ({ email: setAccounts.operator, password });
