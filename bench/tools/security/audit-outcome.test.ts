import { expect, test } from 'vitest';
import { auditOutcome } from './audit-outcome.ts';

/** As npm 11 prints it. */
const report = (vulnerabilities: object, total = 576) =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: { dependencies: { prod: 148, total } } });
const found = (severity: string) => ({
  'some-parser': { name: 'some-parser', severity, via: [{ title: 'Reads too far', url: 'https://a.example/1' }] },
});

test.each(['high', 'critical'])('a vulnerability of level %s fails the gate and is named', (severity) => {
  const { lines, exitCode } = auditOutcome(report(found(severity)));
  expect(exitCode).toBe(1);
  expect(lines.join('\n')).toMatch(
    /some-parser[\s\S]*Reads too far https:\/\/a\.example\/1[\s\S]*576 packages, 1 with/,
  );
});

test('one of a lower level does not', () => {
  expect(auditOutcome(report(found('moderate'))).exitCode).toBe(0);
});

test.each([404, 405, 501])(
  'a registry that has no audit endpoint is told as skipped, not as passed: %i',
  (statusCode) => {
    const answer = { message: `${statusCode} Method Not Allowed`, method: 'POST', statusCode, body: '' };
    const { lines, exitCode } = auditOutcome(JSON.stringify(answer));
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      expect.stringMatching(/^skipped: .*no audit endpoint \(status \d+\); nothing was looked at/),
    ]);
  },
);

test.each(['', '{}', 'null', 'npm error', '{"message":"getaddrinfo ENOTFOUND","code":"ENOTFOUND"}', report({}, 0)])(
  'an answer that is none is not taken for good news: %j',
  (printed) => {
    expect(auditOutcome(printed).exitCode).toBe(3);
  },
);
