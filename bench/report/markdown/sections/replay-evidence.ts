import type { ReplayEvidence } from '../../../record/run-file.ts';
import { type Rebuild, rebuildsOf } from '../../figures/replays.ts';
import { headings } from '../conclude/sentence.ts';
import { count } from '../format.ts';
import { blocks, bullets, code, plain, table } from '../markdown.ts';
import { equal } from '../summary/replay-cells.ts';
import { folded } from './folded.ts';
import type { Place, Section } from './section.ts';

/** Digests, offsets and row counts of each rebuild, for somebody who wants to check them with other tools. */
export function replayEvidence(place: Place): Section | null {
  const { run } = place.folder;
  const rebuilds = rebuildsOf(run);
  const analytics = folded(place);
  if (rebuilds.length === 0 && analytics === '') return null;
  const body = blocks(
    rebuilds.length === 0
      ? ''
      : 'Offsets are those of the next record to be read, as the broker told them; its own tools must show the same.',
    ...rebuilds.map(one),
    analytics,
  );
  return { heading: headings.replay, body };
}

function one({ trial, replay }: Rebuild): string {
  const { name, what, from, digest, expectedDigest, expectedFrom, gaps, unreadable } = replay;
  const facts = [
    `Rebuilt: ${plain(what)}. Read from: ${plain(from)}.`,
    `Digest ${code(digest)}; must be ${code(expectedDigest)}, taken from ${plain(expectedFrom)}.`,
    `Is it the same? ${plain(equal(replay))}. Duplicates ignored: ${count(replay.duplicatesIgnored)}.`,
    ...gaps.map((gap) => `**Gap:** ${plain(gap)}.`),
    ...unreadable.map((each) => `Unreadable: ${plain(each)}`),
  ];
  return blocks(
    `**${plain(name)}** in ${trial.mode}, trial ${code(trial.id)}`,
    bullets(facts),
    offsets(replay),
    rows(replay),
  );
}

const keysOf = (...records: Record<string, unknown>[]) =>
  [...new Set(records.flatMap(Object.keys))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

function offsets({ offsetsBefore, offsetsAtReset, offsetsAfter }: ReplayEvidence): string {
  const steps = [offsetsBefore, offsetsAtReset, offsetsAfter];
  const keys = keysOf(...steps);
  if (keys.length === 0) return '';
  return table(
    ['offset of partition', 'before', 'at reset', 'after'],
    keys.map((key) => [code(key), ...steps.map((step) => plain(step[key] ?? '–'))]),
  );
}

function rows({ rowsBefore, rowsAfter }: ReplayEvidence): string {
  const keys = keysOf(rowsBefore, rowsAfter);
  if (keys.length === 0) return '';
  return table(
    ['rows of', 'before', 'after', 'changed?'],
    keys.map((key) => {
      const [was, is] = [rowsBefore[key], rowsAfter[key]];
      return [plain(key), String(was ?? '–'), String(is ?? '–'), was === is ? 'no' : '**YES**'];
    }),
  );
}
