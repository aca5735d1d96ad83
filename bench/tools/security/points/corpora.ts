import type { Point } from '../claim.ts';

export const corpora: Point = {
  title: 'Bytes from strangers',
  claims: [
    {
      says: 'A corpus of JSON, naughty strings and bodies derived from each OpenAPI cause no 5xx, no crash, no broken invariant and no growing memory, on every route with a body and in every consumer.',
      tests: {
        'bench/scenarios/fuzz.slow.test.ts': [
          'a JSON corpus, naughty strings and bodies derived from the OpenAPI break nothing',
        ],
      },
    },
    {
      says: 'Whatever JSON.parse takes, is not too deep and can be stored comes out as JSON.parse says; nothing else does.',
      tests: {
        'common/contracts/decode.test.ts': [
          'whatever is not too deep, and can be stored, decodes as JSON.parse says',
          'bytes that are not UTF-8 are not JSON',
        ],
      },
    },
    {
      says: 'Bad input changes nothing.',
      tests: { 'bench/scenarios/bad-input.real.test.ts': ['has changed nothing in the end'] },
    },
  ],
};
