import { expect, test } from 'vitest';
import { Problem, ProblemError, type ProblemKind, problems } from '../contracts/problems.ts';
import { createLog } from '../observe/log.ts';
import { StoreUnavailable } from '../store/store.ts';
import { problemOf } from './problem-answer.ts';

const lines: string[] = [];
const log = createLog({ LAB_LOG_LEVEL: 'debug' }, 'test', { write: (line) => void lines.push(line) });

test.each(Object.keys(problems) as ProblemKind[])('%s is a problem document with a type of its own', (kind) => {
  const { status, body } = problemOf(new ProblemError(kind, 'Why.'), log, 'r-1');
  expect(Problem.parse(body)).toMatchObject({ type: `urn:three-mode-lab:problem:${kind}`, status, detail: 'Why.' });
});

test('an unexpected error tells the client nothing, and the log everything', () => {
  const cause = new Error('SQLITE_CORRUPT: /var/lib/orders.sqlite');
  const error = new TypeError("SELECT * FROM orders: cannot read 'id'", { cause });
  const { status, body } = problemOf(error, log, 'r-1');
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toMatch(/SELECT|SQLITE|sqlite|TypeError|\.ts|node_modules|\/var/);
  expect(lines.at(-1)).toMatch(/SELECT.*SQLITE_CORRUPT/);
});

test('the cause of a known problem is not told, and what it quotes of a body is not logged either', () => {
  const { body } = problemOf(
    new ProblemError('not-json', 'The body is not JSON.', {}, new SyntaxError('Unexpected token in ada@lab.example')),
    log,
    'r-1',
  );
  expect(JSON.stringify(body)).not.toContain('Unexpected token');
  expect(lines.at(-1)).toContain('not-json');
  expect(lines.at(-1)).not.toContain('ada@');
});

test('a store that cannot write is a 503 that does not name the engine', () => {
  const { status, body, headers } = problemOf(new StoreUnavailable('SQLITE_BUSY'), log, 'r-1');
  expect([status, headers]).toEqual([503, { 'retry-after': '1' }]);
  expect(JSON.stringify(body)).not.toContain('SQLITE');
});

test('a path that cannot be decoded is the client’s mistake', () => {
  expect(problemOf(new URIError('URI malformed'), log, 'r-1').status).toBe(400);
});

test('overload and unavailability say when to come back', () => {
  const kinds = Object.keys(problems) as ProblemKind[];
  const patient = kinds.filter(
    (kind) => problemOf(new ProblemError(kind, 'Why.'), log, 'r-1').headers?.['retry-after'],
  );
  expect(patient).toEqual(kinds.filter((kind) => [429, 503].includes(problems[kind].status)));
});
