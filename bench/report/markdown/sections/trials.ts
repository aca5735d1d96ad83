import { latenessWords } from '../../../measure/generator-doubts.ts';
import type { Trial } from '../../../record/run-file.ts';
import { isVoid, type WhyUnusable } from '../../../record/trial-use.ts';
import { outcomeOf, showsWorth } from '../../figures/outcome.ts';
import { fewAccepted } from '../../words/few-accepted.ts';
import { count, percentile, plural, rate } from '../../words/format.ts';
import { outcomeLabel, variationWords } from '../../words/names.ts';
import { whyWords } from '../../words/reason-words.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, bullets, code, folded, plain, table } from '../markdown.ts';
import type { Place, Section } from './document.ts';

type Planned = Extract<WhyUnusable, { kind: 'planned' }>;

/** Padding of cells in what is folded. */
const unpadded = 3;

/** Every trial in the order it ran, void ones with their reason, and what was not run at all. */
export function trials({ figures: { run } }: Place): Section {
  const notes: Planned[] = [];
  const rows = run.trials.map((trial, index) => [
    String(index + 1),
    code(trial.id),
    `\`${trial.fault}\`${trial.without.length === 0 ? '' : `, without ${trial.without.map(code).join(', ')}`}`,
    trial.variation === null ? '–' : variationWords(trial.variation),
    trial.load === null
      ? '–'
      : `${rate(trial.load.ratePerSecond)}/s, ${trial.load.warmUpSeconds} + ${trial.load.seconds} s`,
    `${trial.block} (${trial.seed})`,
    verdictWords(trial),
    usedWords(trial, notes) + (trial.notSteady ? ', **not steady**' : ''),
  ]);
  const gaps = run.notRun.map(
    ({ experiment, mode, fault, outcome, because }) =>
      `${mode}, ${experiment}, fault ${code(fault)}: ${outcome === 'skipped' ? 'skipped' : 'not applicable'}: ${plain(because)}`,
  );
  const list = table(
    ['#', 'trial', 'fault', 'varied', 'load', 'block (seed)', 'verdict', 'figures used?'],
    rows,
    unpadded,
  );
  return {
    heading: headings.trials,
    body: blocks(
      'Load is arrivals per second, the most seconds of warm-up + those measured. A *void* trial keeps its verdicts, but its performance figures are used nowhere; where the window was too short for the times of work, the rate that was done is told all the same. One that was *planned* for its verdicts alone had no figures to lose. ' +
        'A base or A/A trial that is void because of the load generator is asked once more at the end of its block, whatever its figures were (its name ends in `-repeat`), so that its block can still be ranked; the void one stays below. ' +
        '*Not steady*: the figures had not settled when measuring began. *As meant*: a protection was off, and the check that had to fail did.',
      folded(
        `All ${plural(rows.length, 'trial')}`,
        list,
        notes.map((note, index) => `${letter(index)}) ${whyWords(note)}`).join('\n\n'),
      ),
      forTheRecord(run.trials),
      folded('Not run (and not a pass)', bullets(gaps)),
    ),
  };
}

function verdictWords(trial: Trial): string {
  const shown = showsWorth(trial);
  const few = fewAccepted([trial]);
  const more = few === null ? '' : ` (${few})`;
  if (shown === null) return `${outcomeLabel[outcomeOf([trial])]}${trial.kind === 'cost' ? ' (cost)' : ''}${more}`;
  return `${shown ? '✗ as meant' : '**DID NOT FAIL**'}${more}`;
}

/** What was planned for many trials is told once. */
function usedWords({ use, acceptanceVoid }: Trial, notes: Planned[]): string {
  if (use.usable)
    return acceptanceVoid ? `yes, but its acceptance is **void**: ${latenessWords(acceptanceVoid)}` : 'yes';
  const { why } = use;
  if (why.kind !== 'planned') return `**void**: ${plain(whyWords(why))}`;
  if (!notes.some(({ as }) => as === why.as)) notes.push(why);
  return `no, as planned: ${letter(notes.findIndex(({ as }) => as === why.as))})`;
}

const letter = (index: number) => String.fromCharCode('a'.charCodeAt(0) + index);

/** Only trials that were meant to be measured. */
function forTheRecord(all: Trial[]): string {
  const voided = all.filter(isVoid).map(figuresOf);
  if (voided.length === 0) return '';
  return folded('For the record, the figures of void trials. Do not use them', bullets(voided));
}

function figuresOf({ id, requests, orders, latency, timeline }: Trial): string {
  const times = (['acceptance', 'completion', 'send-delay'] as const).flatMap((kind) => {
    const of = latency?.[kind];
    return of ? [`${kind} p50 ${percentile(of.p50, of.samples)} ms, p99 ${percentile(of.p99, of.samples)} ms`] : [];
  });
  const peak =
    timeline === null ? [] : [`at most ${count(timeline.unfinishedPeak ?? timeline.backlogPeak)} orders waited`];
  const answers = `${count(requests.accepted)} of ${count(requests.sent)} requests accepted, ${count(orders.confirmed)} orders confirmed, ${count(orders.rejected)} rejected, ${count(orders.failed)} failed`;
  return `${code(id)}: ${[answers, ...times, ...peak].join('; ')}`.replaceAll(' samples) ms', ' samples)');
}
