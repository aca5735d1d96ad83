import { plural } from '../../words/format.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, code, folded, plain, table } from '../markdown.ts';
import type { Place, Section } from './document.ts';

/** Times of recovery depend on a few time-outs: those in force, beside what defaults would give. */
export function recoverySettings({ figures: { run } }: Place): Section | null {
  if (!run.trials.some(({ experiment, fault }) => experiment === 'failure' && fault !== 'none')) return null;
  const rows = (run.recovery ?? []).map(({ mode, setting, inForce, byDefault, decides, otherwise }) => [
    mode,
    plain(setting),
    `**${plain(inForce)}**`,
    ...[byDefault, decides, otherwise].map(plain),
  ]);
  const recorded =
    rows.length > 0
      ? folded(
          `All ${plural(rows.length, 'timeout')}`,
          table(
            [
              'mode',
              'timeout',
              'in force in this run',
              'default of the library',
              'decides',
              'with the default of the library',
            ],
            rows,
          ),
        )
      : `Not recorded: this run was written before the lab kept them one by one. Its fairness card below has some of them, in the row ${code('timeouts')}.`;
  return {
    heading: headings.recovery,
    body: blocks(
      'A fault that shows itself by silence alone is noticed by a timeout, so the times above are those of these settings, not of the media as such. The lab sets them short, so that a recovery fits into a trial; ' +
        `with the defaults of the client libraries, the same recovery is longer by about the difference. Most of them are settings of the lab (see ${code('docs/reference/settings.md')}).`,
      recorded,
    ),
  };
}
