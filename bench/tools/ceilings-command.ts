import { basename, dirname, resolve } from 'node:path';
import CliTable from 'cli-table3';
import { InvalidArgumentError } from 'commander';
import type { Mode } from '../../common/mode.ts';
import type { CeilingGap, CeilingSample } from '../experiments/ceilings/ceiling-sample.ts';
import { ceilingsOf } from '../experiments/ceilings/ceilings-of.ts';
import { measureCeilings } from '../experiments/ceilings/measure-ceilings.ts';
import { withSession } from '../lab/session.ts';
import { readFileIn, replaceFile } from '../record/folder-files.ts';
import type { Ceiling } from '../record/run-file.ts';
import { asSome, durabilityOption, modesOption, namesIn, type Register } from './options.ts';
import { print, tell } from './print.ts';

function asRows(list: string): number[] {
  const rows = namesIn(list).map(asSome);
  if (rows.some((row) => row > LAST_ROW)) throw new InvalidArgumentError(`Rows are 1 to ${LAST_ROW}.`);
  return rows;
}

const LAST_ROW = 12;

/** `bench ceilings`. */
export const ceilingsCommand: Register = (program, finish) => {
  program
    .command('ceilings')
    .description('What each medium can do with nothing of ours on it, and our share of that.')
    .addOption(modesOption())
    .option('--rows <list>', 'some rows of the table, 1 to 12 (default: all)', asRows)
    .option('--blocks <n>', 'how often each is measured', asSome, 1)
    .addOption(durabilityOption())
    .option('--out <file>', 'also write the table there, as JSON')
    .option('--json', 'print the table as JSON on stdout', false)
    .action((options) => finish(runCeilings(options)));
};

interface CeilingsOptions {
  modes: Mode[];
  rows?: number[];
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
  return withSession(say, async (session) => {
    const samples: CeilingSample[] = [];
    const gaps: CeilingGap[] = [];
    for (let block = 1; block <= blocks; block++) {
      const measured = await measureCeilings(session, {
        ...options,
        block,
        last: block === blocks,
        everyMode: blocks < options.modes.length,
      });
      samples.push(...measured.samples);
      gaps.push(...measured.gaps);
    }
    const ceilings = ceilingsOf(samples, gaps);
    if (out) replaceFile(dirname(resolve(out)), basename(out), `${JSON.stringify(ceilings, null, 2)}\n`);
    print(json ? JSON.stringify(ceilings) : tableOf(ceilings));
    if (gaps.some(({ violated }) => violated)) return 1;
    return samples.length > 0 ? 0 : 2;
  });
}

/** A file is only written over when it is a table of ceilings: nothing of anybody else's is lost. */
function refuseForeignFile(file: string): void {
  const text = readFileIn(dirname(resolve(file)), basename(file))?.toString('utf8') ?? null;
  if (text === null || /^\[\s*(\]|\{\s*"row":)/.test(text)) return;
  throw new Error(`${file} exists and is not a table of ceilings. Choose another --out.`);
}

function tableOf(ceilings: readonly Ceiling[]): string {
  const table = new CliTable({
    head: ['row', 'what', 'raw', 'ours', 'share', 'target'],
    colWidths: [5, 90],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { row, mode, ours, unit, target, samples, limiter, notMeasured } of ceilings) {
    const what = `${mode ? `${mode}: ` : ''}${ours}`;
    const goal = 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
    const figure = (pick: (sample: Ceiling['samples'][number]) => number) => median(samples.map(pick));
    if (notMeasured) table.push([row, what, '', '', notMeasured, goal]);
    else {
      const share = figure((sample) => sample.ours / sample.raw).toFixed(2);
      const [raw, own] = [figure((sample) => sample.raw), figure((sample) => sample.ours)].map(rounded);
      table.push([row, [what, ...limiter].join('\n  '), `${raw} ${unit}`, `${own} ${unit}`, share, goal]);
    }
  }
  return table.toString();
}

const rounded = (value: number) => (value < 100 ? value.toFixed(1) : Math.round(value).toString());

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
