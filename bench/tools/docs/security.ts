import type { Claim } from '../security/claim.ts';
import { securityMap } from '../security/security-map.ts';
import { page, table } from './markdown.ts';

/** Every claim about security with the tests that assert it. */
export function securityPage(): string {
  return page(
    'Security, claim by claim',
    'What is claimed, and the tests that assert it; `npm run bench -- security` prints the same. What is protected from ' +
      'whom, and what is not, is in [SECURITY.md](../../SECURITY.md).',
    ...securityMap.map(({ title, claims }) => {
      const rows = claims.map((claim) => [claim.says, evidenceOf(claim)]);
      return `## ${title}\n\n${table(['claim', 'test'], rows)}`;
    }),
  );
}

function evidenceOf(claim: Claim): string {
  if ('notYet' in claim) return `**not yet**: ${claim.notYet}`;
  return Object.entries(claim.tests)
    .map(([file, titles]) => `\`${file}\`: ${titles.join('; ')}`)
    .join('<br>');
}
