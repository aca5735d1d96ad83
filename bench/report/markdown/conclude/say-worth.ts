import type { RunFile } from '../../../record/run-file.ts';
import { listed, plural } from '../format.ts';
import { code } from '../markdown.ts';
import { worthRows } from '../summary/worth-rows.ts';
import { headings, type Sentence } from './sentence.ts';

/** Whether every check that a protection answers for was seen to fail without it. */
export function sayWorth(run: RunFile): Sentence[] {
  const rows = worthRows(run);
  if (rows.length === 0) return [];
  const shown = rows.filter((row) => row.shown);
  const silent = rows.filter((row) => !row.shown);
  const names = listed([...new Set(shown.map(({ protection }) => code(protection)))]);
  const sentences: Sentence[] = silent.map(({ protection, mode, fault, checks }) => ({
    heading: headings.worth,
    text: `**⚠ NOT SHOWN: without ${code(protection)} in ${mode}, under ${code(fault)}, nothing broke.** At least one of ${listed(checks.map(code))} had to be violated. What this protection is worth, and whether these checks can fail here, is not known.`,
  }));
  if (shown.length > 0) {
    sentences.push({
      heading: headings.worth,
      text: `**What the protections are worth:** switched off one at a time, ${shown.length} of ${plural(rows.length, 'case')} broke the rule they are there to keep (${names}). These violations were asked for and are not counted above.`,
    });
  }
  return sentences;
}
