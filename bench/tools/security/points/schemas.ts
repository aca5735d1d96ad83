import type { Point } from '../claim.ts';

export const schemas: Point = {
  title: 'What comes in',
  claims: [
    {
      says: 'Members nobody asked for are refused at every level, `__proto__` and `constructor` among them.',
      tests: {
        'common/contracts/decode.test.ts': ['the unknown member %j is refused at every level'],
        'bench/scenarios/bad-input.real.test.ts': ['%s is refused with a list of what is wrong'],
      },
    },
    {
      says: 'A client sets neither price nor total nor status nor stock: prices come from the catalogue.',
      tests: {
        'common/contracts/orders.test.ts': ['a client cannot set %s'],
        'bench/scenarios/happy-path.real.test.ts': [
          'is accepted with its location, and confirmed with prices and total from the catalogue',
        ],
      },
    },
    {
      says: 'An order has at most 100 lines of 1 to 1,000 pieces, and no text is longer than 256 characters.',
      tests: {
        'common/contracts/orders.test.ts': ['an order has 1 to 100 lines', 'names have 1 to 256 characters'],
        'common/contracts/decode.test.ts': ['the quantity %s is refused'],
        'common/contracts/bounds.test.ts': [
          '%s has a longest text, a longest list, a largest number and no unknown member but the attributes of an event',
        ],
      },
    },
    {
      says: 'What PostgreSQL cannot store or UTF-8 cannot say (U+0000, half of a surrogate pair) is refused wherever it stands in a body or message.',
      tests: {
        'common/contracts/decode.test.ts': [
          '%s holds what PostgreSQL cannot store, or UTF-8 cannot say, and is refused',
          '%s only looks like it',
        ],
      },
    },
    {
      says: 'A name can be seen and holds no control character; an e-mail address is ASCII; neither check is slow for any text.',
      tests: {
        'common/contracts/orders.test.ts': [
          'the name %j, which cannot be seen or holds a control character, is refused',
          'an international domain is refused, and the refusal says how to write it',
          'no name is slow to refuse',
        ],
      },
    },
    {
      says: 'A body has at most 16 kB, is not compressed and nests at most 32 levels deep, which is looked at before parsing.',
      tests: {
        'common/http/http.test.ts': ['every kind of bad input gets a problem document with the right status'],
        'common/contracts/decode.test.ts': [
          '5,000 nested arrays are refused before they are parsed, and 32 levels are not',
        ],
        'bench/scenarios/bad-input.real.test.ts': ['%s is refused'],
      },
    },
    {
      says: 'Numbers are whole and safe: 2^53 + 1, 1e400 and 1.5 are refused.',
      tests: {
        'common/contracts/decode.test.ts': ['the quantity %s is refused'],
        'common/contracts/orders.test.ts': ['stock is a whole number from 0 to a billion, money a safe integer'],
        'bench/scenarios/bad-input.real.test.ts': ['a stock of %s is refused'],
      },
    },
    {
      says: 'Whatever another client appends to a topic, in any compression and of any size, is read or set aside with its reason, and holds back no other.',
      tests: {
        'streaming-kafka/test/record-set.test.ts': [
          'what another client packed with %s is read',
          'a batch that %s would unpack to more than anybody needs is passed, and says how many records it stands for',
          'a batch whose %s is damaged anywhere is read, or passed: nothing is thrown, and the next batch is read',
          'no more records are made than there is room for, and the next ones come from there on',
        ],
        'streaming-kafka/test/foreign.real.test.ts': [
          'a record with %s is parked within a second, and the next order is handled',
          'a copy that the dead-letter topic does not take is parked without its body',
          'dead letters of strangers: each is read by itself, and what cannot go back says why',
        ],
      },
    },
    {
      says: 'A message of a broker is held to its schema too; what does not fit is set aside and stops nobody.',
      tests: {
        'common/contracts/events.test.ts': [
          'an event whose %s is %j is refused',
          'an event has the attributes of CloudEvents 1.0',
        ],
        'common/messaging/deliver.test.ts': ['a message that cannot be read is parked at once with the reason'],
        'bench/scenarios/poison.real.test.ts': [
          'are set aside with their reason, or refused, while good orders keep flowing',
        ],
      },
    },
    {
      says: 'An event or an answer decides an order only when it tells of that order, its customer and its items, at a price that adds up.',
      tests: {
        'common/contracts/decode-event.test.ts': [
          'an event whose subject is another order than its data tells of is refused',
          'a total that is not the sum of its lines is refused',
        ],
        'common/workflow/settle-order.test.ts': [
          'an outcome is of an order when it tells of that order, its customer and its lines, at a price that adds up',
          'a refusal is of an order when it tells of that order and its customer',
        ],
        'sync-rest/test/foreign-answer.test.ts': [
          'inventory that answers about %s is not believed: the order fails, and is released',
        ],
        'bench/scenarios/foreign-outcome.real.test.ts': [
          'decides nothing unless it is about that order, its customer and its items; it is set aside',
        ],
      },
    },
    {
      says: 'Ids are compared in one form: an event whose UUID comes in capitals is the same event.',
      tests: {
        'common/contracts/decode-event.test.ts': ['UUIDs are the same in capitals: they are held in one form'],
        'common/messaging/inbox.test.ts': ['an id that is no UUID tells events of one source apart, a UUID all events'],
        'bench/scenarios/foreign-outcome.real.test.ts': [
          'has its effect once, though its id comes in capitals the second time',
        ],
      },
    },
    {
      says: 'How large an event is is looked at before it is decoded; of a larger one only the beginning is kept, marked as such.',
      tests: {
        'common/contracts/decode-event.test.ts': [
          'an event of 64 KiB is taken, and of a larger one nothing is decoded',
        ],
        'async-rabbitmq/test/foreign-messages.real.test.ts': [
          'a body too large to be an event is parked with its beginning, its size, and why it stays there',
        ],
      },
    },
    {
      says: 'What other clients can put into a RabbitMQ queue is set aside, and its neighbours are handled.',
      tests: {
        'async-rabbitmq/test/foreign-messages.real.test.ts': [
          '%s: set aside on the same connection, and its neighbours are handled',
          'a message that fails is tried again beside the next batches, not in front of them',
        ],
      },
    },
    {
      says: 'Prices, totals, sums and times are bounded, so that no event can spoil what is added up.',
      tests: {
        'common/contracts/orders.test.ts': [
          'what an order costs is bounded by what its lines can cost, and many such orders add up exactly',
        ],
        'common/contracts/events.test.ts': ['an event whose %s is %j is refused'],
        'common/workflow/order-tally.test.ts': [
          'a total that a double could not hold exactly stays at the largest that it can',
          'an event of tomorrow makes nothing late that comes after it; one far behind the newest is late',
        ],
      },
    },
    {
      says: 'The answer of another service is held to its schema; one that does not fit is an unknown outcome.',
      tests: {
        'sync-rest/test/http-client-traps.test.ts': [
          'an answer that does not fit its schema is not believed, and what it stands for is unknown: %j',
          'an answer of 300 MB, %s, is not read to its end',
        ],
      },
    },
    {
      says: 'Queries and headers are held to schemas like bodies.',
      tests: {
        'common/contracts/orders.test.ts': [
          'queries have defaults and bounds, and refuse what they do not know',
          'a sku and an idempotency key are visible ASCII of bounded length',
        ],
        'bench/scenarios/bad-input.real.test.ts': ['the query of %s %s is refused'],
      },
    },
  ],
};
