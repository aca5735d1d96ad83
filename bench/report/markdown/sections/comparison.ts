import { headings } from '../conclude/sentence.ts';
import { blocks, bullets, plain } from '../markdown.ts';
import { summarise } from '../summary/summarise.ts';
import { markdownTable } from './markdown-table.ts';
import type { Place, Section } from './section.ts';

/** One table per question: latency, replay. Null where nothing of it was run. */
export function comparison({ folder }: Place): Section | null {
  const tables = summarise(folder);
  if (tables.length === 0) return null;
  const body = blocks(
    'Two moments are measured for every order. **Acceptance** is the HTTP answer to the client. **Completion** is the order really ' +
      'finished: its notification stored. Only completion means the same in every mode. ' +
      `\`n/a (N samples)\`: too few samples for this percentile. \`–\`: no such figure. More words in the [glossary](#glossary).`,
    'A *verdict* says whether every order is accounted for, not that none failed: an order whose client was told that it failed breaks no rule.',
    ...tables.map((each) =>
      blocks(`### ${each.title}`, each.note, markdownTable(each), bullets(each.remarks.map(plain))),
    ),
  );
  return { heading: headings.table, body };
}
