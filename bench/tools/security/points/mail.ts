import type { Point } from '../claim.ts';

export const mail: Point = {
  title: 'Mail',
  claims: [
    {
      says: 'What a customer or a product is called writes no header, no recipient and no second mail.',
      tests: {
        'bench/lab/mail/mailbox.test.ts': [
          'a text stays a text, whatever is in it: %j',
          'an address that is none is refused before anything is sent: %j',
        ],
        'bench/checkers/test/mailed.test.ts': ['A header more than the others have breaks it'],
      },
    },
    {
      says: 'However much is to be mailed, a mail server sees few connections, and one that is away few attempts.',
      tests: {
        'common/messaging/deliveries.test.ts': [
          'no more are under way at a time than there are connections',
          'a provider that cannot be reached is left alone for a while, whatever waits for it',
        ],
      },
    },
  ],
};
