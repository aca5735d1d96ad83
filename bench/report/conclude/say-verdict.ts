import { listed, plural } from '../format.ts';
import { code, plain } from '../markdown.ts';
import { judgements, runOutcome } from '../outcome.ts';
import type { RunFile } from '../run-file.ts';
import { unaccounted } from '../summary/request-rows.ts';
import { headings, type Sentence } from './sentence.ts';

/** The verdict of the run in one sentence, then one for each violated or unknown check. */
export function sayVerdict(run: RunFile): Sentence[] {
  const [bad, open, good] = (['violated', 'unknown', 'holds'] as const).map((outcome) => judgements(run, outcome));
  const counts = `${plural(good?.length ?? 0, 'check')} held, ${bad?.length ?? 0} violated, ${open?.length ?? 0} unknown, over ${plural(run.trials.length, 'trial')}`;
  const names = listed([...new Set(good?.map(({ verdict }) => plain(verdict.check)))]);
  const sentence: Sentence = { heading: headings.verdicts, text: '' };
  switch (runOutcome(run)) {
    case 'violated':
      sentence.text = `**✗ VIOLATED: a rule that must hold for every order was broken.** ${counts}. The figures below are not those of a correct system.`;
      break;
    case 'unknown':
      sentence.text = `**? INCONCLUSIVE: nothing was found violated, but not everything could be judged.** ${counts}.`;
      break;
    case 'holds':
      sentence.text = `**✓ Every check that applies holds**: ${counts}. Checked: ${names}.`;
  }
  return [
    sentence,
    ...sayUnaccounted(run),
    ...(bad ?? []).map(say('✗ VIOLATED')),
    ...(open ?? []).map(say('? unknown')),
  ];
}

function say(label: string) {
  return ({ trial, verdict }: ReturnType<typeof judgements>[number]): Sentence => {
    const ids = verdict.offending.slice(0, 3).map(code);
    const more = verdict.offending.length > ids.length ? ` and ${verdict.offending.length - ids.length} more` : '';
    const shown = ids.length === 0 ? '' : ` Offending: ${more === '' ? listed(ids) : ids.join(', ') + more}.`;
    return {
      heading: headings.verdicts,
      text: `**${label}: ${plain(verdict.check)}** in ${trial.mode}, fault ${code(trial.fault)}: ${sentenceEnd(plain(verdict.because))}${shown}`,
    };
  };
}

function sentenceEnd(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The sums of a trial must agree whatever its checks say. */
function sayUnaccounted(run: RunFile): Sentence[] {
  return run.trials.flatMap((trial) => {
    const missing = unaccounted(trial.orders);
    if (missing === 0) return [];
    const text = `**⚠ ${plural(missing, 'order')} unaccounted for** in ${code(trial.id)}: do not use the figures of this trial.`;
    return [{ text, heading: headings.table }];
  });
}
