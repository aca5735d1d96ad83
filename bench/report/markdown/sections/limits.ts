import { isJudged } from '../../../record/capacity.ts';
import { voidedBy } from '../../../record/trial-use.ts';
import type { CeilingFigures, JudgedCeiling } from '../../figures/ceilings.ts';
import type { CapacityFigures } from '../../figures/latency.ts';
import { exhausted } from '../../figures/limiter.ts';
import type { ModeLimit } from '../../figures/mode-limits.ts';
import { emptyWords, orderWords } from '../../words/ceiling-words.ts';
import { figure, listed, percent, plural, rate, ratioWords } from '../../words/format.ts';
import { busyWords } from '../../words/limiter-words.ts';
import { stepWords, whyWords } from '../../words/reason-words.ts';
import { sayLimiter } from '../conclude/say-limits.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, bullets, code, folded, plain, table } from '../markdown.ts';
import type { Place, Section } from './document.ts';

/** The limiter of each mode, with the figures it was judged by; null where no latency trial was sampled. */
export function limiters({ figures: { run, latency } }: Place): Section | null {
  const { limits } = latency;
  if (limits.length === 0) return null;
  const shares = `the cores of the machine at ${share(exhausted.machine)}, an event loop or one core at ${share(exhausted.core)}, memory at ${share(exhausted.memory)}, the generator above ${share(exhausted.generator)}. One JavaScript thread is the limit only where its event loop and a core are both used that much; on a machine that is full a busy loop tells no more than that`;
  return {
    heading: headings.limiter,
    body: blocks(
      `What keeps each mode from twice the rate, judged at the rate found where every mode held that for longer, else in the search of each that held the highest, else at the highest rate there is; a mode of which nothing watched was exhausted is left out. Called exhausted: ${shares}. ` +
        'In the `fsync` tier, where every commit waits for the disk, the disk is named when everything else has room.',
      bullets(limits.map(sayLimiter)),
      folded('The figures it was judged by', ...limits.flatMap((limit) => evidence(limit, run.host.cores))),
    ),
  };
}

const or = (value: number | null | undefined, words: (known: number) => string) =>
  value === null || value === undefined ? '–' : words(value);

const share = (part: number) => percent(part, 1);

function evidence({ mode, trial }: ModeLimit, cores: number): string[] {
  const { load, id, resources } = trial;
  const seconds = load?.seconds ?? 0;
  const rows = resources.map((use) => [
    code(use.process),
    figure(use.cpuSeconds / seconds),
    or(use.eventLoopUtilisation, (busy) => busyWords(busy, exhausted.eventLoop)),
    or(use.eventLoopDelayP99Ms, (ms) => `${figure(ms)} ms`),
    or(use.commits, (commits) => figure(commits / seconds)),
    `${figure(use.rssPeakMiB)} MiB`,
  ]);
  const head = [
    'process',
    `cores used (of ${cores})`,
    'event loop busy',
    'event loop delay p99',
    'commits/s',
    'RSS, most',
  ];
  return [`**${mode}**, trial ${code(id)}:`, table(head, rows)];
}

/** What each medium does with nothing of ours on it, our share, and what holds ours back; null where not measured. */
export function ceilings({ figures: { latency } }: Place): Section | null {
  const rows = latency.ceilings;
  if (rows.length === 0) return null;
  const sorted = rows.map(({ ceiling }) => ceiling);
  const limits = sorted.flatMap(({ row, mode, limiter }) =>
    limiter.length === 0 ? [] : [`row ${row}${mode ? `, ${mode}` : ''}: ${limiter.map(plain).join('; ')}`],
  );
  const left = sorted.flatMap(({ row, mode, notCounted = [] }) =>
    notCounted.map((because) => `row ${row}${mode ? `, ${mode}` : ''}: ${plain(because)}`),
  );
  return {
    heading: headings.ceilings,
    body: blocks(
      `${told(sorted)}, measured in the same blocks, and our share of it (ours / raw, geometric mean with its 95% interval over blocks). ` +
        'A target counts as met or missed when the whole interval lies on one side of it and six blocks carry it. It is a direction: where it is missed, the table says by how much, and the list below what a profile shows of those that missed it in the last block.',
      folded(
        'Every row, and what holds ours back',
        table(
          [
            '#',
            'mode',
            'raw: what ours is held against',
            'raw',
            'ours',
            'ours',
            'unit',
            'share (95% interval)',
            'target',
          ],
          rows.map(cells),
        ),
        beyond(rows),
        orderWords(rows),
        learned(rows),
        left.length === 0 ? '' : blocks('Blocks that do not count:', bullets(left)),
        differences(sorted),
        limits.length === 0
          ? ''
          : blocks('What holds ours back (largest self time of a CPU profile, or in words):', bullets(limits)),
      ),
    ),
  };
}

/** What stands on the raw side: in older runs, which say nothing of what is learned, programs that did less than ours. */
const told = (ceilings: readonly CeilingFigures['ceiling'][]) =>
  ceilings.some(({ learns }) => learns !== undefined)
    ? 'The smallest program with the same guarantees for each mode, written by hand in the fewest lines'
    : 'The raw cost of each medium with nothing of ours on it';

/** What each row tells, and the empty pipeline beside it. */
function learned(rows: readonly CeilingFigures[]): string {
  const told = rows.flatMap(({ ceiling: { row, mode, unit, learns, target }, judged }) => {
    if (learns === undefined) return [];
    const empty = judged?.empty ? `; ${emptyWords(judged.empty, plain(unit), 'atLeast' in target)}` : '';
    return [`row ${row}${mode ? `, ${mode}` : ''}: ${plain(learns)}${empty}.`];
  });
  return told.length === 0 ? '' : blocks('What a reader learns, and the same hops with nothing stored:', bullets(told));
}

/** What is raw must be no slower than ours, or it is no ceiling: said, rather than left to the reader. */
function beyond(rows: readonly CeilingFigures[]): string {
  const faster = rows.flatMap(({ ceiling: { row, mode }, judged }) =>
    judged?.verdict === 'no ceiling' ? [`row ${row}${mode ? ` of ${mode}` : ''}`] : [],
  );
  if (faster.length === 0) return '';
  return `Ours is better than the raw side in ${listed(faster)}: what stands there is then one plain way to use the medium, and not the most that the medium can do. Read such a share as "no slower than that", never as a ratio to a ceiling.`;
}

/** Of rows whose two sides differ in more than our code, what differs. */
const notes: { rows: number[]; text: string }[] = [
  {
    rows: [1],
    text: 'row 1: for REST the stub that answers both calls runs on the same cores, and its two answers are part of every order: the share tells of the endpoint and of two calls.',
  },
  {
    rows: [4, 6],
    text: 'rows 4 and 6: the raw handler does nothing and tells nobody; ours commits inbox, stock, ledger and outbox, and publishes the outcome.',
  },
  {
    rows: [9],
    text: 'row 9: both sides have the same processes, HTTP front, broker, acknowledgements, queue type, partitions, prefetch, batches and number of events. The empty one has no store, so its inventory passes the order on without prices, and its services are the plain client library behind that front. Its rate is taken over 15 s, ours over 60 s.',
  },
  {
    rows: [10],
    text: 'row 10: the raw side is our own inventory service alone (ours of rows 4 and 6): the row tells what the other services beside it cost on the same cores.',
  },
  {
    rows: [11],
    text: 'row 11: timed to the commit of the inventory service, which is the member that takes over; its notification follows.',
  },
];

function differences(ceilings: readonly CeilingFigures['ceiling'][]): string {
  const there = new Set(ceilings.map(({ row }) => row));
  const said = notes.filter(({ rows }) => rows.some((row) => there.has(row)));
  return said.length === 0
    ? ''
    : blocks('What differs between the sides beside our code:', bullets(said.map(({ text }) => text)));
}

function cells({ ceiling, judged }: CeilingFigures): string[] {
  const { row, mode, raw, ours, unit, notMeasured } = ceiling;
  const start = [String(row), mode ?? '–', plain(raw)];
  if (judged === null) {
    return [...start, '–', plain(ours), '–', plain(unit), 'not measured', plain(notMeasured ?? 'no sample')];
  }
  const { interval, ratio } = judged;
  const ofRaw = interval ? ratioWords(interval) : `${ratio.toFixed(2)} (1 block, no interval)`;
  const target = targetWords(ceiling, judged);
  return [...start, figure(judged.raw), plain(ours), figure(judged.ours), plain(unit), ofRaw, target];
}

/** The target, and what came of it. */
export function targetWords({ target }: CeilingFigures['ceiling'], judged: JudgedCeiling): string {
  const goal = 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
  return `${goal}: ${cameOf(judged)}`;
}

function cameOf({ verdict, interval, missedBy }: JudgedCeiling): string {
  const missed = missedBy === null ? '' : `**missed by ${percent(missedBy, 1)}**`;
  if (verdict === 'no ceiling') return 'no ceiling, ours is the faster';
  if (verdict === 'met') return 'met';
  if (verdict === 'missed') return missed;
  if (interval === null) return `${missed || 'reached'} in its one measurement`;
  const because = interval.conclusive
    ? 'the interval contains it'
    : `${plural(interval.blocks, 'block')}, six are needed`;
  return `not shown, ${because} (the mean has ${missed || 'reached it'})`;
}

/** Every step of every search for the sustainable capacity, folded; null where none was searched. */
export function capacitySteps({ figures: { latency } }: Place): Section | null {
  if (latency.capacity === null) return null;
  return { heading: headings.capacity, body: blocks(...latency.capacity.searches.map(stepsOf)) };
}

function stepsOf({ trial, search }: CapacityFigures['searches'][number]): string {
  const { id, mode } = trial;
  const voided = voidedBy(trial);
  const { steps, ratePerSecond: best } = search;
  const rows = steps.map((step) => [
    `${rate(step.ratePerSecond)}${step.look ? ' (first look)' : ''}`,
    `${rate(step.seconds)} s`,
    percent(step.achieved, 1),
    figure(step.backlogSlope),
    step.completionP99Ms === null ? 'n/a' : figure(step.completionP99Ms),
    String(step.lost),
    isJudged(step) ? plain(stepWords(step.outcome)) : 'cut off too soon to be judged',
  ]);
  const found = best === null ? 'no step held' : `${rate(best)} orders/s held`;
  const head = [
    'offered/s',
    'for',
    'completed',
    'unfinished, growth (orders/s)',
    'completion p99 (ms)',
    'lost',
    'held?',
  ];
  return folded(
    `${mode}: ${steps.length} steps, ${found}${voided === null ? '' : ' (void)'}`,
    `Trial ${code(id)}${voided === null ? '' : `, **void**: ${plain(whyWords(voided))}`}.`,
    table(head, rows),
  );
}
