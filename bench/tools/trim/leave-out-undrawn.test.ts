import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Latencies } from '../../measure/latencies.ts';
import { HISTOGRAMS, histogramsOf, readArchive } from '../../record/histogram-archive.ts';
import { type LatencyKind, latencyKinds } from '../../record/latency-kinds.ts';
import type { RunFile } from '../../record/run-file.ts';
import { leaveOutUndrawn } from './trim-run.ts';

const trial = (id: string, experiment: string, kind = 'ordinary') => ({ id, experiment, kind });
const run = {
  trials: [trial('kill', 'failure'), trial('cost-1', 'failure', 'cost'), trial('base', 'latency')],
} as unknown as RunFile;

test('of the archive of failure trials only what a report draws is kept, of others everything', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const set = new Latencies();
  for (const value of [-3, 1000]) set.record(value);
  const latencies = Object.fromEntries(latencyKinds.map((kind) => [kind, set])) as Record<LatencyKind, Latencies>;
  const window = { startMs: Date.UTC(2026, 0, 1), endMs: Date.UTC(2026, 0, 2) };
  const members = run.trials.map(({ id }) => histogramsOf(id, { latencies, window }));
  writeFileSync(join(folder, HISTOGRAMS), Buffer.concat(members));
  leaveOutUndrawn(folder, run);
  const sets = readArchive(folder, run);
  expect([...(sets?.keys() ?? [])]).toEqual(['cost-1.completion', ...latencyKinds.map((kind) => `base.${kind}`)]);
  expect(sets?.get('base.service')?.negative).toEqual({ count: 1, minUs: -3 });
});

test('of an older run’s failure trials only what a report draws is kept, of others everything', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'histograms'));
  const histogram = (name: string) => join(folder, 'histograms', `${name}.hlog`);
  const files = ['kill.completion', 'kill.service', 'cost-1.completion', 'cost-1.service', 'base.service'];
  for (const name of files) writeFileSync(histogram(name), '');
  const rows = ['kill,1,cpu,orders,1', 'kill,1,offered,all,40', 'cost-1,1,offered,all,100', 'base,1,cpu,orders,1'];
  writeFileSync(join(folder, 'series.csv'), ['trial,second,metric,process,value', ...rows, ''].join('\n'));
  leaveOutUndrawn(folder, run);
  expect(readFileSync(join(folder, 'series.csv'), 'utf8').split('\n')).toEqual([
    'trial,second,metric,process,value',
    'kill,1,offered,all,40',
    'base,1,cpu,orders,1',
    '',
  ]);
  expect(files.filter((name) => existsSync(histogram(name)))).toEqual(['cost-1.completion', 'base.service']);
});
