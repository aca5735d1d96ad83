import type { NamedRun } from '../../report/render-first-screen.ts';
import { listed } from '../../report/words/format.ts';

/** Commits that runs name and history has no more, with the one that they were folded into. */
const folded: Record<string, string> = { '6be4877': '3b07d34', '413cdd3': '3b07d34' };

/** Where to look for the sources of runs whose commit was folded into another; '' where there is none. */
export function foldedWords(runs: readonly NamedRun[]): string {
  const found = runs.flatMap(({ name, figures }) => {
    const [was, into] = Object.entries(folded).find(([commit]) => figures.run.git.commit.startsWith(commit)) ?? [];
    return was === undefined || into === undefined ? [] : [`\`${name}\` (${was}, in ${into})`];
  });
  if (found.length === 0) return '';
  return `Some runs name a commit that was folded into another, where the sources they ran with stand: ${listed(found)}.`;
}
