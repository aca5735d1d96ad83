import type { Point } from '../claim.ts';

export const errors: Point = {
  title: 'Errors',
  claims: [
    {
      says: 'No answer holds a stack trace, SQL, a path or the name of a library.',
      tests: {
        'common/http/problem-answer.test.ts': [
          'an unexpected error tells the client nothing, and the log everything',
          'the cause of a known problem is not told, and what it quotes of a body is not logged either',
          'a store that cannot write is a 503 that does not name the engine',
        ],
        'common/http/http.test.ts': ['an unexpected error does not leak'],
        'bench/scenarios/bad-input.real.test.ts': [
          'a stack trace, SQL, a path or the name of a library is in no answer',
        ],
      },
    },
    {
      says: 'Every error of a route is a problem document with a type of its own that stays the same.',
      tests: {
        'common/http/problem-answer.test.ts': ['%s is a problem document with a type of its own'],
        'common/contracts/openapi.test.ts': ['%s: every error is a problem document'],
      },
    },
    {
      says: 'Every answer but that to a call which a service of ours makes, and which succeeds, carries the id of its request, which the caller does not choose.',
      tests: {
        'common/http/http.test.ts': [
          'headers tell nothing about the server and allow nothing',
          'a call of another service is answered in few words, a refusal of it like any other',
        ],
        'common/http/http-limits.test.ts': ['whoever sends the id of a request does not choose it'],
      },
    },
    {
      says: 'The log has every error under that id: our own failures always, refusals at level debug.',
      tests: {
        'common/http/http-limits.test.ts': ['the log knows the request id that the answer of %s (%i) carries'],
      },
    },
    {
      says: 'Errors that a caller may come back after say when.',
      tests: { 'common/http/problem-answer.test.ts': ['overload and unavailability say when to come back'] },
    },
  ],
};
