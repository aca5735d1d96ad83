import type { RunFile } from '../../../record/run-file.ts';
import type { Judgement } from '../../figures/outcome.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import type { VerdictFigures } from '../../figures/verdicts.ts';
import { count, listed, plural } from '../../words/format.ts';
import { code, plain } from '../markdown.ts';
import { headings, type Sentence } from './sentence.ts';

/** Beyond so many, unknown ones are only counted: they are told further down. Violations are all told. */
const mostUnknown = 6;

/** The verdict of the run in one sentence, then one for each check that was violated or could not be judged. */
export function sayVerdict({ run, outcome, verdicts }: RunFigures): Sentence[] {
  const { holds, violated, unknown } = verdicts;
  const counts = `${plural(holds.length, 'check')} held, ${violated.length} violated, ${unknown.length} unknown, over ${plural(verdicts.trials, 'trial')}`;
  const names = listed([...new Set(holds.map(({ verdict }) => plain(verdict.check)))]);
  const sentence: Sentence = { heading: headings.verdicts, text: '', topic: 'verdict' };
  switch (outcome) {
    case 'violated':
      sentence.text = `**✗ VIOLATED: a rule that must hold for every order was broken.** ${counts}. The figures below are not those of a correct system.`;
      break;
    case 'unknown':
      sentence.text = `**? INCONCLUSIVE: nothing was found violated, but not everything could be judged or shown.** ${counts}.`;
      break;
    case 'holds':
      sentence.text = `**✓ Every check that applies holds**: ${counts}. Checked: ${names}.`;
  }
  const undecided = grouped(unknown, ({ trial, verdict }) => `${trial.mode} ${trial.fault} ${verdict.because}`);
  const rest = undecided.length - mostUnknown;
  return [
    sentence,
    ...cutOff(run),
    ...sayUnaccounted(verdicts),
    ...sayCeilings(run),
    ...grouped(violated, ({ trial, verdict }) => `${verdict.check} ${trial.mode} ${trial.fault}`).map(
      say('✗ VIOLATED'),
    ),
    ...undecided.slice(0, mostUnknown).map(say('? unknown')),
    ...(rest > 0 ? [{ text: `${count(rest)} more of the kind.`, heading: headings.verdicts }] : []),
  ];
}

function cutOff({ trials, unfinished }: RunFile): Sentence[] {
  if (unfinished === undefined) return [];
  const text = `**⚠ This run was cut off: ${trials.length} of ${plural(unfinished.planned, 'trial')} were run.** What is missing below was not passed.`;
  return [{ text, heading: headings.trials }];
}

/** One finding, however many seeds showed it: a check that is violated; and all that could not be judged for one reason. */
function grouped(found: Judgement[], by: (one: Judgement) => string): Judgement[][] {
  return [...Map.groupBy(found, by).values()];
}

function say(label: string) {
  return (found: Judgement[]): Sentence => {
    const [first] = found;
    if (first === undefined) return { heading: headings.verdicts, text: label };
    const { trial, verdict } = first;
    const ids = verdict.offending.slice(0, 3).map(code);
    const more = verdict.offending.length > ids.length ? ` and ${verdict.offending.length - ids.length} more` : '';
    const shown = ids.length === 0 ? '' : ` Offending: ${more === '' ? listed(ids) : ids.join(', ') + more}.`;
    const trials = new Set(found.map((each) => each.trial.id)).size;
    const seeds = trials > 1 ? ` (the first of ${trials} trials)` : '';
    const checks = listed([...new Set(found.map((each) => plain(each.verdict.check)))]);
    return {
      heading: headings.verdicts,
      text: `**${label}: ${checks}** in ${trial.mode}, fault ${code(trial.fault)}${seeds}: ${sentenceEnd(plain(verdict.because))}${shown}`,
    };
  };
}

/** Orders lost where no trial looks: in the minute of load of the ceilings. */
function sayCeilings({ ceilings = [] }: RunFile): Sentence[] {
  return ceilings
    .filter(({ violated }) => violated)
    .map(({ row, mode, notMeasured, notCounted = [] }) => ({
      heading: headings.ceilings,
      text: `**✗ VIOLATED while row ${row} of the ceilings was measured**${mode ? ` in ${mode}` : ''}: ${sentenceEnd(plain(notMeasured ?? notCounted.join('; ')))}`,
    }));
}

function sentenceEnd(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function sayUnaccounted({ unaccounted }: VerdictFigures): Sentence[] {
  return unaccounted.map(({ trial, orders }) => ({
    heading: headings.trials,
    text: `**⚠ ${plural(orders, 'order')} unaccounted for** in ${code(trial.id)}: do not use the figures of this trial.`,
  }));
}

/** Whether every check that a protection answers for was seen to fail without it. */
export function sayWorth({ worth: rows }: RunFigures): Sentence[] {
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
