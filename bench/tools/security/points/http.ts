import type { Point } from '../claim.ts';

export const http: Point = {
  title: 'HTTP',
  claims: [
    {
      says: 'Answers do not name the software (no `x-powered-by`, no `server`) and carry no `etag`.',
      tests: {
        'common/http/http.test.ts': ['headers tell nothing about the server and allow nothing'],
        'bench/scenarios/reading.real.test.ts': ['is told nothing of the software behind it'],
      },
    },
    {
      says: 'Answers forbid a browser everything: content policy, framing, sniffing, sharing across origins.',
      tests: { 'common/http/http.test.ts': ['headers tell nothing about the server and allow nothing'] },
    },
    {
      says: 'A query is plain texts: no nesting, no lists, no prototype.',
      tests: {
        'common/http/http.test.ts': ['every kind of bad input gets a problem document with the right status'],
      },
    },
    {
      says: 'No header of a proxy is believed.',
      tests: {
        'common/http/http-limits.test.ts': ['a proxy is not believed: who calls, and how, is what the connection says'],
      },
    },
    {
      says: 'A request that never ends is given up: 10 s for its headers, 15 s for all of it.',
      tests: {
        'common/http/http-limits.test.ts': [
          'a request whose headers, or whose body, never end is given up in time, not after half a minute more',
        ],
      },
    },
    {
      says: 'Connections are bounded; those beyond are closed.',
      tests: {
        'common/http/http-limits.test.ts': [
          'connections beyond the bound are closed, and those before them still served',
        ],
      },
    },
    {
      says: 'Requests under way are bounded; those beyond hear 429 with `Retry-After`, and whoever watches is still answered.',
      tests: {
        'common/http/http.test.ts': [
          'beyond the limit of requests under way the caller hears 429, and whoever watches does not',
        ],
      },
    },
    {
      says: 'A web page open on the same machine cannot use the API: a foreign `Host` (DNS rebinding) or `Origin` is refused.',
      tests: {
        'common/http/foreign-caller.test.ts': [
          'a request to the name %j, which a web page may have made point to us, is refused',
          'a web page of the origin %j is refused',
        ],
        'common/http/http-limits.test.ts': ['a web page of somebody else is refused: %j'],
      },
    },
  ],
};
