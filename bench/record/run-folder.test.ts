import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Broker } from '../brokers/broker.ts';
import { main } from '../cli/commands.ts';
import { claimRunFolder } from './claim-run-folder.ts';
import { HISTOGRAMS } from './histogram-archive.ts';
import { runFacts } from './run-facts.ts';
import type { RunFile } from './run-file.ts';
import { openRunFolder } from './run-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const COULD_NOT_RUN = 3;

const emptyRun = { schemaVersion: 1, trials: [], unfinished: { planned: 12 } } as unknown as RunFile;

test('a run folder is its owner’s alone', async () => {
  const run = join(folder, 'deeper', 'run');
  await claimRunFolder(folder, '20260101-120000-1', run);
  openRunFolder(run, emptyRun);
  for (const each of [join(folder, 'deeper'), run, ...readdirSync(run).map((name) => join(run, name))]) {
    expect(statSync(each).mode & 0o077, each).toBe(0);
  }
});

test('a run folder says what it is before its first trial has ended', () => {
  openRunFolder(folder, emptyRun);
  const written = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunFile;
  expect(written).toMatchObject({ trials: [], unfinished: { planned: 12 } });
});

test('beginning a run takes away what an earlier one wrote, and nothing else', () => {
  for (const name of ['charts', 'histograms']) mkdirSync(join(folder, name));
  for (const name of [
    'report.md',
    'comparison.md',
    HISTOGRAMS,
    'charts/a.svg',
    'histograms/a.hlog',
    'histograms/b.txt',
    'notes.txt',
    'charts/b.txt',
  ]) {
    writeFileSync(join(folder, name), 'old');
  }
  openRunFolder(folder, emptyRun);
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    return statSync(join(folder, name)).isFile() && readFileSync(join(folder, name), 'utf8') === 'old';
  });
  expect(left.toSorted()).toEqual(['charts/b.txt', 'histograms/b.txt', 'notes.txt']);
});

test('beginning a run takes away the folder of histograms that an older one left, when nothing else is in it', () => {
  mkdirSync(join(folder, 'histograms'));
  writeFileSync(join(folder, 'histograms/a.hlog'), 'old');
  openRunFolder(folder, emptyRun);
  expect(readdirSync(folder)).not.toContain('histograms');
});

test.each(['run', 'latency', 'failure', 'replay'])(
  '%s: an --out that is there and is no run folder is refused, and stays as it was',
  async (command) => {
    writeFileSync(join(folder, 'report.md'), 'mine');
    const said = vi.spyOn(console, 'error').mockReturnValue();
    expect(await main([command, '--out', folder])).toBe(COULD_NOT_RUN);
    expect(said.mock.calls.join('\n')).toContain('exists and is not a run folder');
    said.mockRestore();
    expect(readdirSync(folder)).toEqual(['report.md']);
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe('mine');
  },
);

test('ceilings: an --out that is there and holds something else is refused, and stays as it was', async () => {
  const file = join(folder, 'thesis.txt');
  writeFileSync(file, 'mine');
  const said = vi.spyOn(console, 'error').mockReturnValue();
  expect(await main(['ceilings', '--out', file])).toBe(COULD_NOT_RUN);
  expect(said.mock.calls.join('\n')).toContain('exists and is not a table of ceilings');
  said.mockRestore();
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('what run.json says of a broker holds neither its password nor where it is', () => {
  const broker = {
    kind: 'rabbitmq',
    url: 'amqp://lab:s3cret@rabbit.example:5672',
    versions: { rabbitmq: '4.0.5', obtained: 'AMQP_URL' },
    settings: { heartbeat: '10' },
  } as unknown as Broker;
  const facts = JSON.stringify(runFacts([broker]));
  expect(facts).toContain('4.0.5');
  expect(facts).not.toMatch(/s3cret|rabbit\.example|amqp:/);
});
