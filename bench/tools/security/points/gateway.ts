import type { Point } from '../claim.ts';

const scenario = 'bench/scenarios/gateway.in-turn.real.test.ts';

export const gateway: Point = {
  title: 'The gateway, where there is one',
  claims: [
    {
      says: 'It leads to what customers and operators may use, and to nothing that services call one another.',
      tests: {
        [scenario]: ['leads customers to all they may use, and nobody to what services call one another'],
        'bench/tools/compose/try-shop.ts': [
          'opens its door to nobody without a token, and to no call between services',
        ],
      },
    },
    {
      says: 'What it did not check is checked behind it: no service believes a word of it.',
      tests: {
        [scenario]: ['leads customers to all they may use, and nobody to what services call one another'],
        'common/http/http-limits.test.ts': [
          'a proxy is not believed: neither a name of ours nor one of somebody else is taken from its headers',
        ],
      },
    },
    {
      says: 'One customer cannot use up the share of another one, of requests or of places to listen; and those who listen take none from orders.',
      tests: {
        [scenario]: [
          'one customer who asks too much is told so, and another one is served',
          'leave room for orders, and one of them does not take all places',
        ],
      },
    },
    {
      says: 'Bytes that are no HTTP, endless or half requests and requests in disguise (two lengths, lengths and chunks) are refused, once each.',
      tests: {
        'bench/scenarios/gateway.slow.test.ts': [
          'bytes that are no HTTP, or more than one request in disguise, are refused once, and others go on being served',
        ],
      },
    },
    {
      says: 'It survives what the services survive: corpora, a crowd of idle and half-speaking connections, half-closed ones.',
      tests: {
        'bench/scenarios/gateway.slow.test.ts': [
          'a JSON corpus, naughty strings and bodies derived from the OpenAPI break nothing behind it',
          'a crowd of idle and half-speaking connections keeps no order and no probe from its answer',
        ],
      },
    },
  ],
};
