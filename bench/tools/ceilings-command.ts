import { basename, dirname, resolve } from 'node:path';
import CliTable from 'cli-table3';
import type { Mode } from '../../common/mode.ts';
import type { CeilingGap, CeilingSample } from '../experiments/ceilings/ceiling-sample.ts';
import { ceilingsOf as tableEntries } from '../experiments/ceilings/ceilings-of.ts';
import { measureCeilings } from '../experiments/ceilings/measure-ceilings.ts';
import { withSession } from '../lab/session.ts';
import { readFileIn, replaceFile } from '../record/folder-files.ts';
import type { Ceiling } from '../record/run-file.ts';
import { ceilingsOf, judgeCeiling } from '../report/figures/ceilings.ts';
import { orderWords } from '../report/words/ceiling-words.ts';
import { figure, plural, ratioWords } from '../report/words/format.ts';
import { asSome, durabilityOption, modesOption, type Register } from './options.ts';
import { print, tell } from './print.ts';

const codes = `
Exit: 0 something was measured, 1 orders were lost meanwhile, 2 nothing could be measured, 3 could not run.`;

/** `bench ceilings`. */
export const ceilingsCommand: Register = (program, finish) => {
  program
    .command('ceilings')
    .description('Each mode beside the smallest program with its guarantees, and beside an empty pipeline.')
    .addOption(modesOption())
    .option('--blocks <n>', 'how often each is measured, in another order each time; a verdict needs six', asSome, 6)
    .addOption(durabilityOption())
    .option('--out <file>', 'also write the table there, as JSON')
    .option('--json', 'print the table as JSON on stdout', false)
    .addHelpText('after', codes)
    .action((options) => finish(runCeilings(options)));
};

interface CeilingsOptions {
  modes: Mode[];
  blocks: number;
  durability: 'page-cache' | 'fsync';
  out?: string;
  json: boolean;
}

/** `bench ceilings`: the table alone, printed. Exit code 0 when something was measured; a missed target is no error. */
function runCeilings(options: CeilingsOptions): Promise<number> {
  const { blocks, json, out } = options;
  const say = tell;
  if (out) refuseForeignFile(out);
  return withSession(
    say,
    async (session) => {
      const samples: CeilingSample[] = [];
      const gaps: CeilingGap[] = [];
      for (let block = 1; block <= blocks; block++) {
        const measured = await measureCeilings(session, {
          ...options,
          block,
          last: block === blocks,
          everyMode: true,
        });
        samples.push(...measured.samples);
        gaps.push(...measured.gaps);
      }
      const ceilings = tableEntries(samples, gaps);
      if (out) replaceFile(dirname(resolve(out)), basename(out), `${JSON.stringify(ceilings, null, 2)}\n`);
      print(json ? JSON.stringify(ceilings) : tableOf(ceilings));
      if (gaps.some(({ violated }) => violated)) return 1;
      return samples.length > 0 ? 0 : 2;
    },
    { measured: true },
  );
}

/** A file is only written over when it is a table of ceilings: nothing of anybody else's is lost. */
function refuseForeignFile(file: string): void {
  const text = readFileIn(dirname(resolve(file)), basename(file))?.toString('utf8') ?? null;
  if (text === null || /^\[\s*(\]|\{\s*"row":)/.test(text)) return;
  throw new Error(`${file} exists and is not a table of ceilings. Choose another --out.`);
}

const SEED = 1;

function tableOf(ceilings: readonly Ceiling[]): string {
  const table = new CliTable({
    head: ['mode', 'what', 'ours', 'smallest', 'share (95% interval)', 'target', 'empty pipeline'],
    style: { head: [], border: [] },
  });
  for (const ceiling of ceilings) {
    const { mode = '', ours, unit, target, notMeasured = '' } = ceiling;
    const judged = judgeCeiling(ceiling, SEED);
    const goal = 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
    if (judged === null) table.push([mode, ours, '', '', notMeasured, goal, '']);
    else {
      const share = judged.interval ? ratioWords(judged.interval) : `${judged.ratio.toFixed(2)} (1 block)`;
      const figures = [judged.ours, judged.raw].map((value) => `${figure(value)} ${unit}`);
      const empty =
        judged.empty === null ? '' : `${figure(judged.empty.mean)} ${unit} (${plural(judged.empty.blocks, 'block')})`;
      table.push([mode, ours, ...figures, share, goal, empty]);
    }
  }
  const learned = new Map(ceilings.map(({ ours, learns }) => [ours, learns]));
  const held = ceilings.flatMap(({ mode, ours, limiter }) => limiter.map((words) => `${mode}, ${ours}: ${words}`));
  return [
    table.toString(),
    ...[...learned].map(([ours, learns]) => `${ours}: ${learns}.`),
    ...held,
    orderWords(ceilingsOf({ ceilings: [...ceilings], seed: SEED })),
  ]
    .filter(Boolean)
    .join('\n');
}
