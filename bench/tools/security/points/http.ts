import type { Point } from '../claim.ts';

export const http: Point = {
  title: 'HTTP',
  claims: [
    {
      says: 'Answers do not name the software (no `x-powered-by`, no `server`) and carry no `etag` but that of an order, made of its id and version.',
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
      says: 'Streams of events are bounded (`LAB_MAX_STREAMS`, then 429), end with the service, and are given up when their caller leaves.',
      tests: {
        'common/service/way-back.test.ts': [
          'there are so many streams at once and no more, and one that ends makes room',
          'a service that stops ends its streams',
        ],
      },
    },
    {
      says: 'A callback goes nowhere but to public addresses: every address of its name is checked, the connection goes to the one that was, redirects are not followed, and its time and its answer are bounded. Only `LAB_CALLBACK_PRIVATE` lets it go elsewhere; without `CALLBACK_KEY` nobody is called back.',
      tests: {
        'common/http/public-address.test.ts': ['%s is nobody on the internet', '%s is public'],
        'common/http/callback.test.ts': [
          'nothing is sent to %s, which leads to an address that is not public',
          'a name of which one address is not public is not called at any of them',
          'the connection goes to the address that was checked: the name is looked up once',
          'a redirect is not followed, and is no success',
          'a silent caller is given up at the deadline',
          'an answer without an end is not read to it',
          'connections to the last places are kept, and to no more: a caller may name a thousand ports',
          'a URL with user, password or fragment, of another protocol or too long, is none',
        ],
        'common/service/way-back.test.ts': ['a callback is refused where nobody is called back'],
      },
    },
    {
      says: 'A callback under a name that nobody answers for holds up no other name that the service must look up: it is asked for apart from the others, and no longer than its callback has time.',
      tests: {
        'common/http/resolve-name.test.ts': [
          'names whose DNS server never answers keep no other look-up of the process waiting, and end with their callbacks',
          'beyond a bound of names that are being looked up whoever comes is refused',
        ],
      },
    },
    {
      says: 'A callback is signed over its id, its time and its body, and holds nothing of the customer.',
      tests: {
        'common/http/callback.test.ts': [
          'whoever takes a callback can tell by its signature who sent it, what, and when',
        ],
        'common/messaging/owed-answers.test.ts': ['an answer is sent once its order has an outcome, and not before'],
      },
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
        'common/http/http-limits.test.ts': [
          'a proxy is not believed: neither a name of ours nor one of somebody else is taken from its headers',
        ],
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
      says: 'A connection that is given up, for its time or its bytes, is closed whole within half a second, also when the caller keeps its side open.',
      tests: {
        'common/http/http-limits.test.ts': [
          'the connection of who sends %s and keeps it half open is closed whole after %3$i',
        ],
      },
    },
    {
      says: 'Connections are bounded: a newcomer beyond takes the place of whoever has waited longest, so that no crowd of idle or half-speaking ones keeps anybody from being heard.',
      tests: {
        'common/http/http-limits.test.ts': [
          'connections are bounded: beyond that whoever has waited longest is closed, and a newcomer is served',
          'of a crowd that says nothing, half a request, or one and no more, nobody keeps a good caller from being heard',
        ],
        'common/http/connections.test.ts': [
          'a connection whose request is being worked on stays, and one that has sent a part of a request does not',
        ],
        'bench/scenarios/fuzz.slow.test.ts': [
          'a crowd of idle and half-speaking connections, more than may be open, keeps no order and no probe from its answer',
        ],
      },
    },
    {
      says: 'Answers that their callers do not read are bounded in bytes, also those behind another one of their connection: beyond that those go that have been kept longest. Of the requests that one connection sends without waiting for answers, 32 are worked on.',
      tests: {
        'common/http/http-limits.test.ts': [
          'answers that nobody reads are kept up to a bound; beyond it those go that have been kept longest',
          'answers that wait behind one that nobody reads are kept up to the same bound',
          'who asks without waiting for answers gets those of the first, and the others are refused before they cost anything',
        ],
      },
    },
    {
      says: 'A path has one spelling, and the door decides by the route that is taken: no other spelling passes it.',
      tests: {
        'common/http/door.test.ts': [
          'a POST to %s takes no order past the door',
          'the path itself, with a query, and in an absolute URI hear that it is full; other spellings are no path of ours',
        ],
        'common/http/request-target.test.ts': ['the target %s has the path %s: no spelling becomes another'],
      },
    },
    {
      says: 'Requests that never reach a route (no HTTP, no Host, headers too long, expectations) get the headers of every answer.',
      tests: {
        'common/http/http-limits.test.ts': [
          '%s are answered with a problem, the fixed headers and an id that the log knows',
        ],
      },
    },
    {
      says: 'Who half-closes after a request is answered, and nobody can put an answer in front of another.',
      tests: {
        'common/http/http-limits.test.ts': [
          'who half-closes after a request, or after several, is answered',
          'after bytes that are no HTTP those requests are answered first that came before them',
        ],
        'bench/scenarios/fuzz.slow.test.ts': ['who half-closes after each order is answered every time'],
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
