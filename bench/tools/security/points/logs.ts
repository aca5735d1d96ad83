import type { Point } from '../claim.ts';

export const logs: Point = {
  title: 'Logs',
  claims: [
    {
      says: 'A log is JSON lines, and nothing that a stranger sends ends a line or colours a terminal.',
      tests: {
        'common/observe/log.test.ts': ['line breaks and control characters stay within their line'],
        'bench/scenarios/private.real.test.ts': [
          'a log holds JSON lines alone, and no e-mail address, however it came',
        ],
      },
    },
    {
      says: 'A line has a longest length, however long the texts were.',
      tests: { 'common/observe/log.test.ts': ['texts are cut, whoever wrote them'] },
    },
    {
      says: 'What fails again and again fills no disk: of one message a bounded number of lines is written in a second, and the rest is counted.',
      tests: {
        'common/observe/log.test.ts': [
          'of one message a bounded number is written in a second, and how many were left out is told with the next',
        ],
      },
    },
    {
      says: 'The e-mail address of a customer is in no log.',
      tests: {
        'common/observe/log.test.ts': ['an e-mail address is not shown: %j'],
        'bench/scenarios/private.real.test.ts': [
          'a log holds JSON lines alone, and no e-mail address, however it came',
        ],
      },
    },
  ],
};
