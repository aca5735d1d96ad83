import CliTable from 'cli-table3';
import { type Register } from '../options.ts';
import type { Claim } from './claim.ts';
import { securityMap } from './security-map.ts';

/** `bench security`. */
export const securityCommand: Register = (program, finish) => {
  program
    .command('security')
    .description('What is claimed about security, and the test of each claim. Exit: 0 all have one, 1 some do not yet.')
    .action(() => finish(Promise.resolve(security())));
};

/** `bench security`: every claim with its tests, as a table. Exit code 1 when a claim has none. */
function security(): number {
  const table = new CliTable({
    head: ['what is claimed', 'the test that asserts it'],
    colWidths: [58, 98],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { title, claims } of securityMap) {
    table.push([{ colSpan: 2, content: title.toUpperCase() }]);
    for (const claim of claims) table.push([claim.says, evidenceOf(claim)]);
  }
  const all = securityMap.flatMap(({ claims }) => claims);
  const missing = all.filter((claim) => 'notYet' in claim).length;
  console.log(table.toString());
  console.log(`${all.length} claims, ${all.length - missing} asserted by a test, ${missing} not yet.`);
  return missing === 0 ? 0 : 1;
}

function evidenceOf(claim: Claim): string {
  if ('notYet' in claim) return `NOT YET: ${claim.notYet}`;
  return Object.entries(claim.tests)
    .map(([file, titles]) => [file, ...titles.map((title) => `  ${title}`)].join('\n'))
    .join('\n');
}
