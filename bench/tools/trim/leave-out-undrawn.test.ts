import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RunFile } from '../../record/run-file.ts';
import { leaveOutUndrawn } from './leave-out-undrawn.ts';

const trial = (id: string, experiment: string, kind = 'ordinary') => ({ id, experiment, kind });
const run = {
  trials: [trial('kill', 'failure'), trial('cost-1', 'failure', 'cost'), trial('base', 'latency')],
} as unknown as RunFile;

test('of failure trials only what a report draws is kept, of others everything', () => {
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
