import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { ModeName, RunFile, Trial } from '../../record/run-file.ts';
import { renderComparison } from '../render-comparison.ts';
import { renderRun } from '../render-run.ts';
import { type SampleOptions, writeSampleRun } from './sample-run.ts';

// Drawing takes a second, and several on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

type Rendered = Awaited<ReturnType<typeof render>>;

/** Rendered once for all tests of a process; nothing changed them. */
const untouched = new Map<string, Promise<Rendered>>();

/** A sample run in a folder of its own, rendered; gone when the tests are. */
export function rendered(options: SampleOptions = {}): Promise<Rendered> {
  if (options.change) return render(options);
  const key = JSON.stringify(options);
  const known = untouched.get(key) ?? render(options);
  untouched.set(key, known);
  return known;
}

const roots: string[] = [];
process.once('exit', () => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

async function render(options: SampleOptions) {
  const root = await mkdtemp(join(tmpdir(), 'report-'));
  roots.push(root);
  const folder = join(root, 'sample-run');
  const run = await writeSampleRun(folder, options);
  await renderRun(folder);
  await renderComparison(folder, join(root, 'comparison.md'));
  return {
    run,
    root,
    folder,
    report: await readFile(join(folder, 'report.md'), 'utf8'),
    comparison: await readFile(join(root, 'comparison.md'), 'utf8'),
  };
}

/** Makes two orders of the RabbitMQ outage end up stuck. */
export function violate(run: RunFile): void {
  const hurt = run.trials.find((each) => each.fault === 'kill-inventory' && each.mode === 'async-rabbitmq');
  const verdict = hurt?.verdicts.find((each) => each.check === 'stuck');
  const operation = { i: 1, t: 1, trial: hurt?.id ?? '', process: 'client', key: 'order-1', value: null };
  Object.assign(verdict ?? {}, {
    outcome: 'violated',
    because: '2 orders never ended',
    offending: ['order-1', 'order-2'],
    subHistory: [{ ...operation, f: 'read-order', type: 'ok' }],
  });
}

export function trialOf(run: RunFile, experiment: string, mode: ModeName): Trial {
  const found = run.trials.find((each) => each.experiment === experiment && each.mode === mode);
  if (found === undefined) throw new Error(`the sample has no ${experiment} trial of ${mode}`);
  return found;
}

/** The cells of the first table row with this label. */
export function row(text: string, label: string): string[] {
  const line = text.split('\n').find((each) => each.startsWith(`| ${label} `)) ?? '';
  return line
    .split(' | ')
    .slice(1)
    .map((cell) => cell.replace(/\|$/, '').trim());
}

/** What the matrix says of a fault: one cell per mode. */
export const cells = (text: string, fault: string): string[] =>
  (text.split('\n').find((line) => line.startsWith('|') && line.includes(`(\`${fault}\`)`)) ?? '')
    .split(' | ')
    .slice(1)
    .map((cell) => cell.replace(/\|$/, '').trim());
