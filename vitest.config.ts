import { defineConfig } from 'vitest/config';

/** Real processes and real brokers, one file after the other. */
const onBrokers = {
  exclude: ['**/node_modules/**'],
  globalSetup: ['bench/scenarios/brokers.setup.ts'],
  pool: 'forks' as const,
  fileParallelism: false,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  retry: 1, // a test that needed it is named in the output; two cores that others use too are late now and then
};

// `pure` needs no broker and takes seconds; `brokers` runs every scenario on real processes and real brokers, `slow` those that take a minute each, and in every
// mode what `brokers` tries in one; `browser`
// looks at the live page in a real browser, also on a real lab.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: ['**/*.test.ts'],
          exclude: [
            '**/node_modules/**',
            '**/*.real.test.ts',
            '**/*.slow.test.ts',
            '**/*.browser.test.ts',
            '**/postgres-*.test.ts',
          ],
          isolate: false, // half the time: modules are loaded once, so a test must leave them as it found them
          testTimeout: 30_000, // some draw a whole report, which takes seconds on a busy machine
        },
      },
      {
        test: {
          name: 'postgres', // what `pure` asks of a store, asked of the other engine
          include: [
            'common/store/*.test.ts',
            'bench/brokers/postgres-*.test.ts',
            'common/messaging/{inbox,outbox,owed-answers,purge,deliveries,postgres-*}.test.ts',
            'common/observe/stamps.test.ts',
            'sync-rest/test/{call-outbox,answered-calls,settling,postgres-*}.test.ts',
          ],
          exclude: ['**/sqlite-*.test.ts'],
          globalSetup: ['bench/scenarios/postgres.setup.ts'],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'brokers',
          include: ['**/*.real.test.ts'],
          ...onBrokers,
        },
      },
      {
        test: {
          name: 'slow',
          include: ['**/*.slow.test.ts', '**/*.in-turn.real.test.ts'],
          env: { TRY_EVERY_MODE: '1' },
          ...onBrokers,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['**/*.browser.test.ts'],
          exclude: ['**/node_modules/**'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } }, // on two cores that others use too
          hookTimeout: 120_000, // the first time the browser is unpacked, and brokers are installed
          retry: 1,
        },
      },
    ],
  },
});
