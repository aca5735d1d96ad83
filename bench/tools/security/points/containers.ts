import type { Point } from '../claim.ts';

export const containers: Point = {
  title: 'Containers',
  claims: [
    {
      says: 'No container runs as root.',
      tests: {
        'bench/tools/compose/try-mode.ts': ['is locked down'],
        'bench/tools/compose/try-shop.ts': ['is locked down, what came with the shop included'],
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
      says: 'Of a whole shop each password lies in a volume that nobody sees but those who need it.',
      tests: {
        'bench/test/compose-files.test.ts': ['%s: a password is seen by whoever needs it, and by nobody else'],
        'common/customers/write-passwords.test.ts': [
          'passwords are made once, for the accounts that are named alone, and are what a service takes',
        ],
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
      says: 'Manifests for Kubernetes ask for the same, and for no access to its API.',
      tests: {
        'bench/tools/kubernetes/kubernetes.test.ts': [
          'nothing runs as root, writes to its image, keeps a capability, takes all there is or talks to the API of the cluster',
        ],
      },
    },
    {
      says: 'Their network policies open what a mode has a link for, and no more between services.',
      tests: {
        'bench/tools/kubernetes/kubernetes.test.ts': [
          'a service reaches whom it has a link to, and is reached by whom has one to it',
        ],
      },
    },
    {
      says: 'Images of others are pinned by version.',
      tests: { 'bench/test/compose-files.test.ts': ['every image of somebody else has a version'] },
    },
  ],
};
