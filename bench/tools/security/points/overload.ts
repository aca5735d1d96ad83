import type { Point } from '../claim.ts';

export const overload: Point = {
  title: 'Overload',
  claims: [
    {
      says: 'Under more orders than it can take, an order service refuses with 429 and Retry-After what comes too late, before its body is read, goes on telling how it is, and finishes what it accepted.',
      tests: {
        'bench/scenarios/shed-load.real.test.ts': [
          'are refused in part, in time and with Retry-After; each that was accepted is finished',
          'are all taken when nothing may be too late: then they wait instead',
        ],
        'common/http/lateness.test.ts': [
          'whoever comes late in a long turn is late, and the first of the next turn is not',
        ],
      },
    },
    {
      says: 'A crowd of new connections keeps nobody from being heard.',
      tests: {
        'common/http/wide-listener.test.ts': ['of a crowd of newcomers many are greeted in one turn of the event loop'],
      },
    },
    {
      says: 'Events that cannot be handed over are bounded: beyond that, or when they come faster than they leave, orders hear 429, and every accepted one is finished.',
      tests: {
        'bench/scenarios/bounded-outbox.real.test.ts': [
          'are accepted up to the bound and then refused with 429; each that was accepted is finished',
        ],
        'common/messaging/outbox.test.ts': [
          'no more are wanted while they come faster than they leave; they are while the broker takes none, or fewer wait',
        ],
      },
    },
    {
      says: 'Transactions that wait for the store are bounded, and whoever is refused hears it.',
      tests: {
        'common/store/store.test.ts': [
          'too many waiting transactions are refused, and the caller hears it as a rejection',
        ],
      },
    },
    {
      says: 'A store that cannot write pauses consumption; no message is given up for it.',
      tests: {
        'common/messaging/deliver.test.ts': ['a store that cannot write parks nothing, however long it lasts'],
        'common/store/store.test.ts': [
          'while somebody else holds the write lock, the store is unavailable and readable',
        ],
      },
    },
    {
      says: 'Calls to a service are bounded in number and time, and retries add a bounded share.',
      tests: {
        'sync-rest/test/http-client-traps.test.ts': [
          'the pool of undici has an explicit size, and no POST is pipelined behind another',
        ],
        'sync-rest/test/retries.test.ts': [
          'retries have a budget: they add a share to the calls of a service that fails, and do not multiply them',
        ],
        'sync-rest/test/half-open-circuit.test.ts': [
          'while one call finds out whether a dependency is back, the others are refused at once and do not wait for it',
        ],
      },
    },
    {
      says: 'A service that is stopped under load finishes what it accepted.',
      tests: {
        'bench/scenarios/graceful-stop.real.test.ts': [
          'finishes what it has accepted and exits with code 0 within 10 s, each of them in turn',
        ],
      },
    },
  ],
};
