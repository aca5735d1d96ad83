import { expect, test } from 'vitest';
import { isTest, read, sources, uncommented } from './sources.ts';

/**
 * What is said to people, and what only names a thing: no decision reads it. A fact that something depends on is a value
 * of its own, and the sentence is made from it.
 */
const told = ['because', 'void', 'id', 'label', 'title', 'heading', 'said', 'says', 'words', 'witness', 'cell'];
const names = ['consumer', 'group', 'setting', 'reason', 'broke', 'client', 'recovery'];
/** Also words for what is read from files and tools: told only as a member of something. */
const members = ['text', 'what', 'name', 'from', 'row'];

const parts =
  '(?:includes|startsWith|endsWith|match|matchAll|indexOf|lastIndexOf|search|split|slice(?!\\(1\\))|substring)';

/** Lines that look into one of them: by a pattern, by a part, or by comparing it with words. */
function readings(code: string): string[] {
  const renamed = new RegExp(`\\b(?:${[...told, ...names].join('|')}): ([a-z]\\w*)(?= ?[,}])`, 'g');
  const aliases = [...code.matchAll(renamed)].flatMap(([, alias]) => (alias && !literal.has(alias) ? [alias] : []));
  const word = `(?:\\b(?:${[...told, ...names, ...aliases].join('|')})|(?<!\\.\\.)\\.(?:${members.join('|')}))`;
  const path = `(?:[\\w?]+\\.)*${word}`;
  const patterns = [
    `${word}\\??\\.${parts}\\(`, // because.startsWith(…)
    `\\.(?:test|exec)\\(${path}(?: \\?\\? '')?\\)`, // /…/.exec(because)
    `(?<!typeof )(?:\\b(?:${[...told, ...aliases].join('|')})|\\.(?:text|row)) [=!]== ['"\`]\\S`, // label === '…'
    `['"\`]\\]\\.includes\\(${path}\\)`, // ['…', '…'].includes(label)
  ].map((pattern) => new RegExp(pattern));
  const lines = code.split('\n').map((line) => line.trim());
  return lines.filter((line) => patterns.some((pattern) => pattern.test(line)));
}

const literal = new Set(['null', 'undefined', 'true', 'false', 'string', 'number', 'boolean']);

/** Where such a text is the very thing that is looked at, or comes from outside. */
const allowed: Record<string, string> = {
  'bench/record/read-v1.ts': 'what schema version 1 says in words',
  'bench/record/read-v1-history.ts': 'what its histories say in names',
  'bench/checkers/notification.ts': 'the check judges the very sentence that a customer was told',
  'bench/checkers/mailed.ts': 'the same of what stands in his mail',
  'common/base/config.ts': 'it reads the names of environment variables',
  'common/base/new-id.ts': 'an id of RFC 9562 holds the time it was made at',
};

const judged = sources.filter(
  (path) => /^(bench|common)\//.test(path) && !isTest(path) && !(path in allowed) && !path.startsWith('bench/brokers/'),
);

test('no decision reads a sentence, a label or an id', () => {
  expect(judged.length).toBeGreaterThan(300);
  const found = judged.flatMap((path) => readings(uncommented(read(path))).map((line) => `${path}: ${line}`));
  expect(found).toEqual([]);
});

test('what schema version 1 says in words would be found, were it not allowed', () => {
  expect(readings(uncommented(read('bench/record/read-v1.ts'))).length).toBeGreaterThan(5);
});

test.each([
  "const beside = trials.filter((trial) => trial.void?.includes('beside'));",
  "const lost = ({ void: reason }) => reason?.startsWith('orders were lost');",
  "const lost = ({ void: why }) => why.startsWith('orders were lost');",
  'const isCost = ({ id }) => /(^|-)cost(-|$)/.test(id);',
  'const more = /(and (d+) more)/.exec(verdict.because)?.[1];',
  "const row = run.fairness.find(({ setting }) => setting.startsWith('time'));",
  "const shown = rows.filter(({ label }) => label.includes(' p'));",
  "const wrong = ['void', 'none'].includes(row.label);",
  "const isZero = (cell: string) => cell === '0';",
  "const own = backlog.find(({ consumer }) => consumer.includes('inventory'));",
  'const sku = notification.text.slice(0, 4);',
])('a planted case is found: %s', (planted) => {
  expect(readings(planted)).toEqual([planted]);
});

test.each([
  "const lost = use.why.kind === 'lost';",
  'const same = trials.find(({ id }) => id === other.id);',
  "const lines = text.split('\\n');",
  'const said = because;',
  "const plain = typeof cell === 'string';",
])('a value, an identity or a text from outside is none: %s', (fine) => {
  expect(readings(fine)).toEqual([]);
});
