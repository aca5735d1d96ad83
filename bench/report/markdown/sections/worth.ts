import { protections } from '../../../../common/base/protections.ts';
import type { RunFile } from '../../../record/run-file.ts';
import type { Broken, Change, CostRow, WorthRow } from '../../figures/worth.ts';
import { count, figure, plural } from '../../words/format.ts';
import { checkTitle, gapWords, outcomeLabel } from '../../words/names.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, bullets, code, folded, plain, table } from '../markdown.ts';
import type { Place, Section } from './document.ts';

/** Each protection against the fault it is there for: with it, without it, and its price; null where that was not run. */
export function worth({ figures: { run, worth: proofs, costs } }: Place): Section | null {
  if (proofs.length + costs.length === 0) return null;
  return { heading: headings.worth, body: blocks(proofPart(proofs), cannotPart(run), costPart(costs)) };
}

function proofPart(rows: WorthRow[]): string {
  if (rows.length === 0) return '';
  const silent = rows.filter(({ shown }) => !shown);
  return blocks(
    'A check that never fails proves nothing, and a protection nobody would miss is only a cost. So each protection was switched off alone, under the fault it is there for, in one trial each, and a check named beforehand had to fail. ' +
      '*With it* are the same checks in the ordinary trials of that fault; *without it* says what was broken and how often it was found. What broke here was meant to break: it is not part of the verdict of the run.',
    silent.length === 0
      ? ''
      : `> **⚠ ${plural(silent.length, 'protection')} NOT SHOWN TO BE WORTH ANYTHING in this run:** ${silent.map(({ protection, mode }) => `${code(protection)} in ${mode}`).join(', ')}. ` +
          'Either the fault did not hit where the protection stands, or the check cannot see it, or the protection does nothing. Until that is known, a ✓ of these checks under this fault says little.',
    folded(
      `All ${plural(rows.length, 'case')}`,
      table(
        ['protection', 'mode', 'under', 'with it', 'without it'],
        rows.map(({ protection, mode, fault, checks, withIt, without, shown }, index) => [
          `${code(protection)}${index === 0 || rows[index - 1]?.protection !== protection ? `<br>${meaning(protection)}` : ''}`,
          mode,
          code(fault),
          withIt === null ? 'not run' : plain(withWords(withIt)),
          shown ? plain(withoutWords(without, checks)) : `**${plain(withoutWords(without, checks))}**`,
        ]),
      ),
    ),
  );
}

function withWords({ outcome, seeds, broken }: NonNullable<WorthRow['withIt']>): string {
  const over = seeds > 1 ? ` (${seeds} seeds)` : '';
  const what = outcome === 'violated' ? `: ${brokenWords(broken)}` : '';
  return `${outcomeLabel[outcome]}${what}${over}`;
}

function withoutWords({ broken, seen }: WorthRow['without'], checks: string[]): string {
  if (broken.length > 0) return `✗ ${brokenWords(broken)}`;
  const found = seen.map(({ check, outcome }) => `${check} ${outcomeLabel[outcome]}`);
  return `DID NOT FAIL: ${found.join(', ') || `${checks.join(', ')} not judged`}`;
}

/** "orders never ended (stuck): 31" for each violated check. */
function brokenWords(broken: Broken[]): string {
  return broken.map(({ check, findings }) => `${checkTitle(check)} (${check}): ${count(findings)}`).join('; ');
}

function meaning(protection: string): string {
  return (protections as Record<string, string>)[protection] ?? '';
}

/** Where a protection is not needed, or its fault cannot happen: said, so that no gap reads as a pass. */
function cannotPart({ notRun }: RunFile): string {
  const gaps = notRun.filter(({ without }) => without !== undefined);
  if (gaps.length === 0) return '';
  const said = gaps.map((gap) => `${code((gap.without ?? []).join(', '))} in ${plain(gapWords(gap))}`);
  return folded('Not tried (and not a pass)', bullets(said));
}

function costPart(rows: CostRow[]): string {
  if (rows.length === 0) return '';
  return blocks(
    '### What the protections cost',
    'The same load without any fault, with the protection off and on: orders completed per core-second (services, stores and broker; more is cheaper) and the median time to completion. ' +
      'Each pair is *without → with*, and the change that having the protection makes. ' +
      'So few repetitions give no confidence interval: **read these as orders of magnitude, not as a ranking**. *Not shown*: the change may be chance, whatever its size, because there were fewer than four repetitions each, or they do not lie wholly apart. ' +
      'Without it a mode does what a careless user would write, which need not be less work: without `manual-ack` a queue gives messages away unasked, and a log commits each offset before the work and waits for that, so that there the change is what that commit costs.',
    folded(
      'Show',
      table(
        ['protection', 'mode', 'orders per core-second', 'completion p50', 'measured'],
        rows.map((row) => [
          code(row.protection),
          row.mode,
          changeWords(row, row.perCoreSecond, ''),
          changeWords(row, row.completionP50, ' ms'),
          repetitionWords(row),
        ]),
      ),
    ),
  );
}

/** Without it → with it, and the change in percent. */
function changeWords({ repetitions, void: voided }: CostRow, change: Change | null, unit: string): string {
  if (repetitions.without === 0 || repetitions.withIt === 0) return voided ? 'void' : '–';
  if (change === null) return 'n/a';
  const { without, withIt, percent, shown } = change;
  const size = Math.abs(percent).toFixed(Math.abs(percent) < 10 ? 1 : 0);
  return `${figure(without)} → ${figure(withIt)}${unit} (${percent <= -0.05 ? '−' : '+'}${size}%${shown ? '' : ', not shown'})`;
}

function repetitionWords({ repetitions: { without, withIt } }: CostRow): string {
  return without === withIt && without > 0
    ? `${plural(withIt, 'repetition')} each`
    : `${without} without, ${withIt} with`;
}
