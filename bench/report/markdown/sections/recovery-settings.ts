import { findMode } from '../../../modes.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, code, plain, table } from '../markdown.ts';
import type { Place, Section } from './document.ts';

/** Times of recovery depend on a few timeouts: those in force here, beside what defaults would give. */
export function recoverySettings({ figures: { run } }: Place): Section | null {
  if (!run.trials.some(({ experiment, fault }) => experiment === 'failure' && fault !== 'none')) return null;
  const values = run.fairness.find(({ setting }) => setting === 'timeouts')?.values ?? {};
  const rows = run.modes.flatMap((mode) =>
    (findMode(mode)?.recovery ?? []).map(({ name, pattern, decides, lab, library, otherwise }) => {
      const inForce = pattern.exec(values[mode] ?? '')?.[1];
      const cell = inForce === undefined ? 'not recorded' : `**${plain(inForce)}**`;
      return [mode, name, cell, lab, library, decides, otherwise];
    }),
  );
  return {
    heading: headings.recovery,
    body: blocks(
      'A fault that shows itself by silence alone is noticed by a timeout, so the times above are those of these settings, not of the media as such. The lab sets them short, so that a recovery fits into a trial; ' +
        `with the defaults of the client libraries, the same recovery is longer by about the difference. All of them are settings of the lab (see ${code('docs/reference/settings.md')}).`,
      table(
        [
          'mode',
          'timeout',
          'in force in this run',
          'default of the lab',
          'default of the library',
          'decides',
          'with the default of the library',
        ],
        rows,
      ),
    ),
  };
}
