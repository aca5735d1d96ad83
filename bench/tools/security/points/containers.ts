import type { Point } from '../claim.ts';

export const containers: Point = {
  title: 'Containers',
  claims: [
    {
      says: 'No container runs as root.',
      tests: {
        'bench/tools/compose/try-mode.ts': ['is locked down'],
        'bench/test/compose-files.test.ts': [
          'the image runs as a user who is not root, and no script of a package runs while it is built',
        ],
      },
    },
    {
      says: 'Images are read-only, capabilities dropped, privileges not to be gained, memory and processes bounded.',
      tests: {
        'bench/test/compose-files.test.ts': [
          '%s: no container may write to its image, keep a capability, gain a privilege or take all there is',
        ],
        'bench/tools/compose/try-mode.ts': ['is locked down'],
      },
    },
    {
      says: 'Every container that stays up is asked whether it works.',
      tests: {
        'bench/test/compose-files.test.ts': ['%s: everything that stays up is asked whether it works'],
        'bench/tools/compose/try-mode.ts': ['starts, and every container becomes healthy'],
      },
    },
    {
      says: 'Images of others are pinned by version.',
      tests: { 'bench/test/compose-files.test.ts': ['every image of somebody else has a version'] },
    },
  ],
};
