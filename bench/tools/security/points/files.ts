import type { Point } from '../claim.ts';

export const files: Point = {
  title: 'Files',
  claims: [
    {
      says: 'Stores, logs, settings of brokers and run folders can be read by their owner alone.',
      tests: {
        'common/store/sqlite-store.test.ts': ['the file can be read by its owner alone'],
        'bench/record/run-folder.test.ts': ['a run folder is its owner’s alone'],
        'bench/scenarios/private.real.test.ts': ['what it keeps can be read by its owner alone'],
      },
    },
    {
      says: 'An `--out` that is there and is not ours is refused and stays as it was.',
      tests: {
        'bench/record/run-folder.test.ts': [
          '%s: an --out that is there and is no run folder is refused, and stays as it was',
          'ceilings: an --out that is there and holds something else is refused, and stays as it was',
        ],
      },
    },
    {
      says: 'A lab writes nothing outside of the clone and its cache folder.',
      tests: {
        'bench/scenarios/nothing-outside.real.test.ts': [
          'writes nothing to the home folder or the one for temporary files',
        ],
        'bench/brokers/cache.test.ts': [
          'the cache folder follows THREE_MODE_LAB_CACHE, then XDG_CACHE_HOME, then the home folder',
          'cleaning removes what the lab installed and nothing else',
        ],
      },
    },
    {
      says: 'No file names a place on the machine it was written on.',
      tests: { 'bench/test/no-secrets-or-hosts.test.ts': ['no file names a place on the machine it was written on'] },
    },
  ],
};
