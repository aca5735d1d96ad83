import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rendered } from '../report/testing/rendered.ts';
import { Run } from './protocol/reads.ts';
import { runReads } from './reads.ts';
import { Refusal } from './server/refusal.ts';

const results = mkdtempSync(join(tmpdir(), 'reads-'));
beforeAll(async () => {
  const { folder } = await rendered();
  for (const runId of ['20260101-120000-1', '20260102-120000-1']) {
    cpSync(folder, join(results, runId), { recursive: true });
    const file = join(results, runId, 'run.json');
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), runId }));
  }
});
afterAll(() => rmSync(results, { recursive: true, force: true }));

const reads = runReads(results);
const read = (path: string, params: Record<string, string>) => reads[path]?.(params, {});
const file = (run: string, name: string) => read('/runs/:run/files/:file', { run, file: name });

test('the runs under results are listed, the newest first', async () => {
  const { runs } = (await read('/runs', {})) as { runs: Run[] };
  expect(runs.length).toBe(2);
  expect(runs.map((run) => Run.parse(run).run)).toEqual(
    runs
      .map(({ run }) => run)
      .toSorted()
      .toReversed(),
  );
  expect(runs.every(({ modes, experiments }) => modes.length > 0 && experiments.length > 0)).toBe(true);
});

test('of a run its report and its charts are given, and nothing beside them', async () => {
  const { runs } = (await read('/runs', {})) as { runs: Run[] };
  const [newest] = runs;
  const report = (await file(newest?.run ?? '', 'report.md')) as { type: string; text: Uint8Array };
  expect(report.type).toMatch(/^text\/markdown/);
  const text = Buffer.from(report.text).toString();
  expect(text).toMatch(/^#/m);
  const chart = /\((charts\/[\w-]+\.svg)\)/.exec(text)?.[1] ?? '';
  expect(await file(newest?.run ?? '', chart)).toMatchObject({ type: 'image/svg+xml' });
  for (const [run, name] of [
    [newest?.run ?? '', 'history.jsonl.gz'],
    [newest?.run ?? '', '../README.md'],
    [newest?.run ?? '', 'charts/../../README.md'],
    [newest?.run ?? '', 'charts/..'],
    ['..', 'README.md'],
    ['', 'README.md'],
    ['no-such-run', 'report.md'],
  ] as const) {
    await expect(file(run, name), `${run}/${name}`).rejects.toBeInstanceOf(Refusal);
  }
});

test('two runs are set side by side as the command does it', async () => {
  const { runs } = (await read('/runs', {})) as { runs: Run[] };
  const [a, b] = runs;
  const compared = (await read('/runs/:run/against/:other', { run: a?.run ?? '', other: b?.run ?? '' })) as {
    text: string;
  };
  expect(compared.text).toContain(a?.run);
  expect(compared.text).toContain(b?.run);
});
