import type { Point } from '../claim.ts';

export const supplyChain: Point = {
  title: 'What it is made of',
  claims: [
    {
      says: 'Every package is pinned exactly, and the lockfile knows it by its content.',
      tests: {
        'bench/test/packages.test.ts': [
          'every version is pinned exactly',
          'the lockfile knows every package by its content',
        ],
      },
    },
    {
      says: 'Install scripts do not run; a package that comes with a new one is noticed.',
      tests: {
        'bench/test/packages.test.ts': [
          'install scripts are denied unless they are named',
          'every package that has an install script is named, so that a new one is seen',
          'no script of a package runs at the first command, whatever npm the machine has',
        ],
        'bench/test/compose-files.test.ts': [
          'the image runs as a user who is not root, and no script of a package runs while it is built',
        ],
      },
    },
    {
      says: '`npm run audit` fails on a known vulnerability of level high or worse, and says so when it could not ask.',
      tests: {
        'bench/tools/security/audit-outcome.test.ts': [
          'a vulnerability of level %s fails the gate and is named',
          'a registry that has no audit endpoint is told as skipped, not as passed: %i',
          'an answer that is none is not taken for good news: %j',
        ],
      },
    },
    {
      says: '`npm run sbom` lists what runs with the services, as CycloneDX.',
      tests: {
        'bench/tools/security/sbom.real.test.ts': [
          'the bill of materials lists what runs with the services, and no tool',
        ],
      },
    },
    {
      says: 'There is a licence, and what it is made of has one that goes with it.',
      tests: {
        'bench/test/packages.test.ts': ['there is a licence, and whatever runs with a service has one like it'],
      },
    },
    {
      says: 'SECURITY.md has a threat model: what is protected, from whom, by what, and what is not.',
      tests: {
        'bench/tools/security/security-map.test.ts': ['the threat model names assets, attackers, defences and gaps'],
      },
    },
  ],
};
