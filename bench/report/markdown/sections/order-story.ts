import type { ModeName, Trial } from '../../../record/run-file.ts';
import { isVoid } from '../../../record/trial-use.ts';
import type { Story } from '../../figures/stories.ts';
import { listed, msOfMicros, percent } from '../../words/format.ts';
import { modeLabel } from '../../words/names.ts';
import { whyWords } from '../../words/reason-words.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, folded, plain, table } from '../markdown.ts';
import type { Place, Section } from './document.ts';

/** Stage by stage, one order of each mode whose services kept stamps; null where none did. */
export function orderStory({ figures, charts: { lanes: chart }, prefix }: Place): Section | null {
  const missing = figures.untold;
  if (chart === null && missing.length === 0) return null;
  const picture = chart === null ? '' : blocks(`![${plain(chart.alt)}](${prefix}charts/${chart.file})`, chart.caption);
  const gap = missing.length === 0 ? '' : `Not shown: ${listed(missing)}, whose stamps did not add up.`;
  const tables = figures.stories.map(({ mode, trial, story }) =>
    blocks(`### ${titleOf(mode)}`, voidOf(trial), folded('Its stages', stagesOf(story))),
  );
  return { heading: headings.story, body: blocks(intro, picture, gap, ...tables) };
}

const intro =
  'For these trials the services wrote down when each order reached which step (`LAB_STAMPS=1`), all on the one monotonic clock of the machine. ' +
  'Shown is the order nearest to the median completion. Its stages were taken beside the measured completion and must add up to it within 5%, or they are not shown. ' +
  'One order is an example and no average: another one waits elsewhere. In the event modes the notification service hears from inventory directly, so the row that the order service then settles is not on this way.';

const titleOf = (mode: ModeName) => `${modeLabel(mode)}: the stages of one order`;

/** One order's way is still true, but whatever made the trial void is in its times. */
const voidOf = (trial: Trial) =>
  trial.use.usable
    ? ''
    : `**${isVoid(trial) ? 'VOID, an example only' : 'An example only'}:** ${plain(whyWords(trial.use.why))}. This is in the times below.`;

function stagesOf({ orderId, stages, completed }: Story): string {
  const rows = stages.map(({ lane, what, from, to }, index) => [
    String(index + 1),
    lane,
    plain(what),
    msOfMicros(to - from),
    percent(to - from, completed),
  ]);
  const sum = stages.reduce((total, { from, to }) => total + (to - from), 0);
  return blocks(
    table(
      ['#', 'lane', 'stage', 'ms', 'share'],
      [...rows, ['', '', 'all stages', msOfMicros(sum), percent(sum, completed)]],
    ),
    `Order \`${orderId}\`: ${msOfMicros(completed)} ms from the moment it was due to its notification: the median order of this trial, in which the services wrote stamps; measured from outside, not from the stamps.`,
  );
}
