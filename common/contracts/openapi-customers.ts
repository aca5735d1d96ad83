import { Account, LogIn, PublicKeys, RotateKeys, SignUp, Token } from './customers.ts';
import { document } from './openapi.ts';
import { answer, body, operation } from './openapi-operation.ts';

export function customersOpenApi(): unknown {
  return document(
    'Customers service',
    'Knows the customers, and signs the tokens by which the other services know them.',
    {
      '/customers': {
        post: operation(
          'signUp',
          'Open an account.',
          { 201: answer('The account.', Account) },
          { requestBody: body(SignUp) },
          ['already-exists'],
        ),
      },
      '/tokens': {
        post: operation(
          'logIn',
          'Get a token, good for some minutes.',
          { 200: answer('The token.', Token) },
          { requestBody: body(LogIn) },
          ['unauthenticated'],
        ),
      },
      '/.well-known/jwks.json': {
        get: operation('readKeys', 'The public keys of tokens.', { 200: answer('All that are believed.', PublicKeys) }),
      },
      '/keys/rotations': {
        post: operation(
          'rotateKeys',
          'Sign with a new key; without an overlap what the others signed is refused from now on.',
          { 201: answer('All that are believed.', PublicKeys) },
          { requestBody: body(RotateKeys) },
        ),
      },
    },
  );
}
