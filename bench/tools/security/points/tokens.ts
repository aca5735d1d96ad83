import type { Point } from '../claim.ts';

const reading = 'common/tokens/read-token.test.ts';

export const tokens: Point = {
  title: 'Tokens, where they are asked for',
  claims: [
    {
      says: 'A token is refused that is expired, for another audience, of another issuer, or without an end, an owner or a known role.',
      tests: {
        [reading]: [
          'an expired token is refused',
          'a token for another audience, of another issuer, of another type, without an end, an owner or a known role is refused',
        ],
      },
    },
    {
      says: 'The algorithm is pinned: `alg: none`, and HS256 with the public key as its secret, are refused.',
      tests: { [reading]: ['alg none, and HS256 with the public key as its secret, are refused'] },
    },
    {
      says: 'Only the keys of the customers service are believed, never one that a token names or brings along.',
      tests: {
        [reading]: [
          'a token signed with another key is refused, also under the name of ours, and also when it brings its own key along',
          'a token whose claims were changed is refused',
        ],
      },
    },
    {
      says: 'Keys rotate with an overlap; after a rotation without one every older token is refused when it is shown again.',
      tests: {
        [reading]: [
          'a token is good across a rotation with an overlap, and refused when it is shown again after one without',
        ],
        'common/customers/customers.test.ts': [
          'keys are made before they are needed, shown before they sign, and forgotten when nothing of theirs is good any more',
          'what is shown of a key is not what signs with it',
        ],
        'bench/scenarios/tokens.in-turn.real.test.ts': [
          'once the keys are rotated without an overlap an old token is refused, and orders go on with new ones',
        ],
      },
    },
    {
      says: 'Tokens that name unknown keys cost the customers service no more than a request in a while.',
      tests: { [reading]: ['unknown keys make nobody ask for the keys more than once in a while'] },
    },
    {
      says: 'Each route is for those it is meant for, and one that nobody thought of for operators.',
      tests: {
        'common/http/guard.test.ts': [
          'where tokens are asked for each route is for those it is meant for: 401 without a token, 403 in another role',
        ],
        'bench/scenarios/tokens.in-turn.real.test.ts': [
          'what is an operator’s is refused to a customer, and everything but the catalogue to nobody in particular',
        ],
      },
    },
    {
      says: 'Metrics are read with a token of their own, which opens nothing else and needs nobody else to be up.',
      tests: {
        'common/http/guard.test.ts': [
          'who watches reads the metrics with a token of its own, also while the customers service is away, and nothing else',
          'without such a token nobody has it: an empty one is none',
        ],
      },
    },
    {
      says: 'Orders through the broker, which show no token, are not taken where tokens are asked for: the services refuse to start.',
      tests: {
        'common/base/config.test.ts': [
          'an order through the broker shows no token: it cannot be had where tokens are asked for',
        ],
      },
    },
    {
      says: 'A customer orders under the address of his account alone: nobody has the card of another one charged, or him mailed.',
      tests: {
        'common/service/order-api.test.ts': [
          'a customer orders under the address of his account, however it is written, and under no other; an operator for anybody',
        ],
      },
    },
    {
      says: 'An order is its customer’s: to everybody else there is none.',
      tests: {
        'bench/scenarios/tokens.in-turn.real.test.ts': [
          'an order is its customer’s: nobody else finds it, lists have one’s own alone, and keys of two customers do not meet',
        ],
      },
    },
    {
      says: 'Passwords are hashed with scrypt and a salt of their own, a bounded number at once; guesses are limited, and an address without an account is refused alike.',
      tests: {
        'common/customers/customers.test.ts': [
          'no password is stored, and the same one twice is stored as two different texts',
          'a wrong password and an unknown address are refused alike, and after ten wrong ones the right one, too',
          'beyond a bound of passwords that are being hashed whoever comes hears that they are too many',
          'whose password nobody came to look at has not given a wrong one',
          'operator and service log in with the passwords that are set, and not at all where none is; nobody signs up as one of them',
        ],
      },
    },
  ],
};
