import { expect, onTestFinished, test, vi } from 'vitest';
import { createLog } from './log.ts';

/** What one call of the log writes. */
function written(write: (log: ReturnType<typeof createLog>) => void): { text: string; line: Record<string, unknown> } {
  let text = '';
  const to = { write: (line: string) => void (text += line) };
  write(createLog({ LAB_LOG_LEVEL: 'info' }, 'order-service', to));
  return { text, line: text ? JSON.parse(text) : {} };
}

test('a line says who, when and how severe', () => {
  const { line } = written((log) => log.warn({ queue: 'orders' }, 'message parked'));
  expect(line).toMatchObject({ level: 'warn', service: 'order-service', queue: 'orders', msg: 'message parked' });
  expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
});

test.each([
  { email: 'ada@lab.example' },
  { customer: { email: 'ada@lab.example' } },
  { order: { customer: { email: 'ada@lab.example' } } },
])('an e-mail address is not shown: %j', (fields) => {
  expect(written((log) => log.info(fields, 'order')).text).not.toContain('ada@');
});

test('line breaks and control characters stay within their line', () => {
  const { text } = written((log) => log.info({ name: 'a\nb\u0000\u001b[31m' }, 'x\r\n{"level":"fatal"}'));
  expect(
    text
      .trimEnd()
      .split('')
      .filter((char) => char < ' '),
  ).toEqual([]);
});

test('texts are cut, whoever wrote them', () => {
  const long = 'x'.repeat(100_000);
  const error = new Error(long, { cause: new Error(long) });
  const { text } = written((log) => log.error({ err: error, reason: long }, long));
  expect(text.length).toBeLessThan(20_000);
});

test('an error is told with its cause', () => {
  const { line } = written((log) =>
    log.error({ err: new Error('outer', { cause: new TypeError('inner') }) }, 'failed'),
  );
  expect(line['err']).toMatchObject({ message: 'outer', cause: { name: 'TypeError', message: 'inner' } });
});

test('what was thrown and is no error is told too', () => {
  expect(written((log) => log.error({ err: 'just text' }, 'failed')).line['err']).toBe('just text');
});

test('less severe lines are left out', () => {
  expect(written((log) => log.debug('hello')).text).toBe('');
});

test('of one message a bounded number is written in a second, and how many were left out is told with the next', () => {
  vi.useFakeTimers({ now: 0, toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const lines: Record<string, unknown>[] = [];
  const to = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const log = createLog({ LAB_LOG_LEVEL: 'info' }, 'order-service', to);
  for (let n = 0; n < 1000; n++) log.warn({ n }, 'call failed');
  expect(lines).toHaveLength(100);
  log.warn('another message');
  expect(lines.at(-1)).toMatchObject({ msg: 'another message' });
  vi.setSystemTime(1000);
  log.warn({ n: 1000 }, 'call failed');
  expect(lines.slice(-2)).toMatchObject([{ leftOut: 900 }, { n: 1000, msg: 'call failed' }]);
});

test('debug lines are all written: they were asked for', () => {
  const lines: string[] = [];
  const log = createLog({ LAB_LOG_LEVEL: 'debug' }, 'order-service', {
    write: (line: string) => void lines.push(line),
  });
  for (let n = 0; n < 300; n++) log.debug('order stored');
  expect(lines).toHaveLength(300);
});
