import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRun } from '../../record/read-run.ts';
import { readRunFile } from '../../record/read-run-file.ts';
import { RunSchema } from '../../record/run-schema.ts';
import { compareMarkdown } from '../../tools/compare/compare-markdown.ts';
import { compareRuns } from '../../tools/compare/compare-runs.ts';
import { renderComparison } from '../render-comparison.ts';
import { renderRun } from '../render-run.ts';
import { terminalSummary } from '../terminal/terminal-summary.ts';
import { writeSampleRun } from '../testing/sample-run.ts';
import { xmlFault } from '../testing/xml-fault.ts';
import { printable } from '../words/printable.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lab-test-'));
  folder = join(root, 'run');
});
afterEach(() => rmSync(root, { recursive: true }));

const HOSTILE =
  '<img src=x onerror=alert(1)> [a](javascript:alert(1)) \u001b[2J\u009b31m\u202e ]]> "\' | \n# heading\n```\n';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Puts a value into the place of every text of a run that its schema lets through; how many these were. */
function poisoned(run: Json, hostile: string): number {
  let count = 0;
  const shapes = new Map<string, boolean>();
  const visit = (node: Json, shape: string) => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      const at = `${shape}.${Array.isArray(node) ? '*' : key}`;
      if (typeof value !== 'string') visit(value, at);
      else {
        const parent = node as { [key: string]: Json };
        parent[key] = hostile;
        if (!shapes.has(at)) shapes.set(at, RunSchema.safeParse(run).success);
        if (shapes.get(at)) count++;
        else parent[key] = value;
      }
    }
  };
  visit(run, '');
  return count;
}

test('whatever a run folder says, a report, its charts and the terminal show it as words', async () => {
  await writeSampleRun(folder, {
    change(run) {
      expect(poisoned(run as unknown as Json, HOSTILE)).toBeGreaterThan(100);
      run.versions[HOSTILE] = HOSTILE;
      for (const { verdicts } of run.trials) for (const { counted } of verdicts) counted[HOSTILE] = 1;
    },
  });
  expect(readFileSync(join(folder, 'run.json'), 'utf8')).toContain('onerror');
  await renderRun(folder);
  await renderComparison(folder, join(root, 'comparison.md'));
  const { run } = await readRun(folder);
  const markdown = [
    readFileSync(join(folder, 'report.md'), 'utf8'),
    readFileSync(join(root, 'comparison.md'), 'utf8'),
    compareMarkdown([run], [run], compareRuns(run, run), true),
  ];
  for (const text of markdown) {
    expect(text).not.toMatch(/^# heading/m);
    const raw = withoutCode(text).matchAll(/.{0,60}(<img|(?<!\\)\]\(javascript:)/g);
    expect([...raw].map(([place]) => place)).toEqual([]);
    expect(text).toBe(printable(text)); // nothing is left that a terminal would obey
  }
  expect(printable(await terminalSummary(folder))).not.toContain('\u001b');
  const charts = readdirSync(join(folder, 'charts'));
  expect(charts.length).toBeGreaterThan(0);
  for (const chart of charts) {
    const svg = readFileSync(join(folder, 'charts', chart), 'utf8');
    expect(xmlFault(svg), chart).toBeNull();
    expect(svg).not.toContain('<img');
  }
});

/** Inside a code span or block markup is text. */
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');

test.each([
  ['a run id that is markup', { runId: '<script>' }],
  ['a run id that leads elsewhere', { runId: '../../x' }],
  ['a moment that is none', { startedAt: '2026 **now**' }],
  ['a mode that is markup', { modes: ['<b>'] }],
  ['a commit that is an option', { git: { commit: '--help', dirty: false } }],
  ['no trials', { trials: null }],
  ['a trial that leads elsewhere', { trial: { id: '../../../x' } }],
  ['a fault that leads elsewhere', { trial: { fault: '../x' } }],
  ['a figure that is a word', { trial: { block: '<b>' } }],
])('a run.json with %s is refused, with the place, and nothing is written', async (_, { trial, ...change }: Change) => {
  await writeSampleRun(folder);
  const run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as { trials: object[] };
  if (trial) Object.assign(run.trials[0] ?? {}, trial);
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...run, ...change }));
  const before = readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted();
  await expect(renderRun(folder)).rejects.toThrow(/^run\.json: \w+/);
  expect(readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual(before);
});

type Change = { trial?: object } & Record<string, unknown>;

test.each([
  ['a trial', '../x,0,cpu,orders,1'],
  ['a metric', 'a,0,<b>,orders,1'],
  ['a process', 'a,0,cpu,<b>,1'],
  ['a number', 'a,0,cpu,orders,Infinity'],
])('a series.csv with %s of another kind is refused', async (_, line) => {
  await writeSampleRun(folder);
  writeFileSync(join(folder, 'series.csv'), `trial,second,metric,process,value\n${line}\n`);
  await expect(readRun(folder)).rejects.toThrow('series.csv line 2');
});

test('a report is written into its folder, whatever links lie there', async () => {
  await writeSampleRun(folder);
  const elsewhere = join(root, 'elsewhere');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'thesis.txt'), 'mine');
  writeFileSync(join(elsewhere, 'cat.svg'), 'mine');
  symlinkSync(join(elsewhere, 'thesis.txt'), join(folder, 'report.md'));
  symlinkSync(elsewhere, join(folder, 'charts'));
  await renderRun(folder);
  expect(lstatSync(join(folder, 'report.md')).isFile()).toBe(true);
  expect(lstatSync(join(folder, 'charts')).isDirectory()).toBe(true);
  expect(readdirSync(elsewhere).toSorted()).toEqual(['cat.svg', 'thesis.txt']);
  for (const name of ['cat.svg', 'thesis.txt']) expect(readFileSync(join(elsewhere, name), 'utf8')).toBe('mine');
});

test('a run.json that is a link is not read', async () => {
  await writeSampleRun(join(root, 'other'));
  mkdirSync(folder);
  symlinkSync(join(root, 'other', 'run.json'), join(folder, 'run.json'));
  expect(() => readRunFile(folder)).toThrow('a symbolic link');
});

test('a comparison is not made of a run that was cut off, nor in the place of another file', async () => {
  await writeSampleRun(folder, { change: (run) => void (run.unfinished = { planned: 99 }) });
  await expect(renderComparison(folder, join(root, 'comparison.md'))).rejects.toThrow('cut off');
  await writeSampleRun(folder);
  writeFileSync(join(root, 'thesis.txt'), '# Mine\n');
  await expect(renderComparison(folder, join(root, 'thesis.txt'))).rejects.toThrow('is not a comparison');
  expect(readFileSync(join(root, 'thesis.txt'), 'utf8')).toBe('# Mine\n');
});

test('what a terminal would obey becomes what it shows, and JSON stays the same JSON', () => {
  expect(printable('a\u001b[31m\u009b\u202e\r\nb\tc')).toBe('a\\u001b[31m\\u009b\\u202e\\u000d\nb\tc');
  expect(JSON.parse(printable(JSON.stringify({ a: HOSTILE })))).toEqual({ a: HOSTILE });
});
