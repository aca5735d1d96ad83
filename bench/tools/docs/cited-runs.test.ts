import { expect, test } from 'vitest';
import type { NamedRun } from '../../report/render-first-screen.ts';
import { citedRunsAge } from './cited-runs.ts';

const NOW = '0123456789abcdef';
const run = (name: string, servicesDigest: string) => ({ name, figures: { run: { servicesDigest } } }) as NamedRun;
const runs = [run('a-run', 'f'.repeat(16)), run('b-run', NOW), run('c-run', 'f'.repeat(16))];
const linkTo = (name: string) => `every check held in [a run](../results/${name}/report.md)`;

test('a page that links to a run of other services says which is older', () => {
  const page = `${linkTo('a-run')}, ${linkTo('b-run')}`;
  expect(citedRunsAge(page, '../', runs, NOW)).toBe(
    'This run is **older than the services as they are now**: `a-run`.',
  );
  expect(citedRunsAge(`${page}, ${linkTo('c-run')}`, '../', runs, NOW)).toContain(
    'These runs are **older than the services as they are now**: `a-run` and `c-run`.',
  );
});

test('one whose runs are of the services as they are now says that', () => {
  expect(citedRunsAge(linkTo('b-run'), '../', runs, NOW)).not.toContain('older');
});

test('what is said of a run does not cite it', () => {
  const said = citedRunsAge(linkTo('a-run'), '../', runs, NOW);
  expect(citedRunsAge(said, '../', runs, NOW)).not.toContain('older');
});
