import { olderWords } from '../../report/markdown/sections/first-screen.ts';
import type { NamedRun } from '../../report/render-first-screen.ts';
import { listed } from '../../report/words/format.ts';

/**
 * Which of the runs that a page links to were made with other services than those of now. `toRoot`: what leads from the page to
 * the project's root, `../`; `services`: their digest as they are now.
 */
export function citedRunsAge(page: string, toRoot: string, runs: readonly NamedRun[], services: string): string {
  const cited = runs.flatMap(({ name, figures }) => {
    const isCited = page.includes(`(${toRoot}results/${name}/report.md)`);
    return isCited ? [{ name, isOlder: figures.run.servicesDigest !== services }] : [];
  });
  const older = cited.filter(({ isOlder }) => isOlder).map(({ name }) => `\`${name}\``); // no link: it would cite the run itself
  if (older.length === 0) return 'The runs that this page links to were made with the services as they are now.';
  return `${older.length === 1 ? 'This run is' : 'These runs are'} **${olderWords}**: ${listed(older)}.`;
}
