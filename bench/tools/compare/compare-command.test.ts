import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { RunFile } from '../../record/run-file.ts';
import { lightSession } from '../../report/testing/light-session.ts';
import { compare } from './compare-command.ts';

const modes = ['sync-rest' as const];
const folders: string[] = [];
let printed = '';

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function compared(
  a: RunFile | RunFile[],
  b: RunFile | RunFile[],
  options: { anyway?: boolean; json?: boolean } = {},
): Promise<number> {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
  vi.spyOn(console, 'log').mockImplementation((text) => void (printed += String(text)));
  const [one, other] = await Promise.all(
    [a, b].map(async (runs) => (await Promise.all([runs].flat().map(inFolder))).join(',')),
  );
  return compare(one ?? '', other ?? '', { anyway: false, json: false, ...options });
}

async function inFolder(run: RunFile): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'compare-'));
  folders.push(folder);
  await writeFile(join(folder, 'run.json'), JSON.stringify(run));
  return folder;
}

const fsync = (run: RunFile): RunFile => ({ ...run, durability: 'fsync' });

test('two runs of the same end with 0, one of them slowed with 1, and the summary says it too', async () => {
  expect(await compared(lightSession(1, { modes }), lightSession(2, { modes }))).toBe(0);
  expect(printed).toContain('**No difference shown**');
  const slow = lightSession(3, { modes, slower: { 'sync-rest': 1.2 } });
  expect(await compared(lightSession(1, { modes }), slow, { json: true })).toBe(1);
  expect(JSON.parse(printed)).toMatchObject({ outcome: 'difference', rows: [{ result: 'greater' }, {}] });
});

test('a run with too few blocks ends with 2: nothing was shown, and nothing could be', async () => {
  expect(await compared(lightSession(1, { modes }), lightSession(2, { modes, blocks: 4 }))).toBe(2);
  expect(printed).toContain('fewer than six blocks');
});

test('another durability tier ends with 3 and without a table, unless it is compared anyway', async () => {
  const [a, b] = [lightSession(1, { modes }), lightSession(2, { modes })];
  expect(await compared(a, fsync(b))).toBe(3);
  expect(printed).not.toContain('## completion p50');
  expect(await compared(a, fsync(b), { anyway: true })).toBe(0);
  expect(printed).toContain('## completion p50');
});

/** Six or so pairs in turn on a machine that gets slower all the time, by more than what is looked for. */
const inTurn = (slower: number, pairs = 6): [RunFile[], RunFile[]] => {
  const run = (minute: number, factor: number) => ({
    ...lightSession(minute + 1, { modes, blocks: 1, slower: { 'sync-rest': factor * 1.1 ** minute } }),
    startedAt: new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString(),
  });
  const numbers = Array.from({ length: pairs }, (_, pair) => pair);
  const swapped = (pair: number) => pair % 2; // either side goes first
  return [
    numbers.map((pair) => run(2 * pair + swapped(pair), 1)),
    numbers.map((pair) => run(2 * pair + 1 - swapped(pair), slower)),
  ];
};

test('pairs measured in turn show what two drifting sessions could not', async () => {
  expect(await compared(...inTurn(1))).toBe(0);
  expect(await compared(...inTurn(1.25))).toBe(1);
  expect(printed).toContain('# 6 pairs of runs side by side');
  expect(printed).toMatch(/sync-rest in B is slower than in A\*\*: completion p50 1\.[12]\d/);
});

test('five pairs are too few, lists of unlike length are an error, and runs that were not in turn are not compared', async () => {
  expect(await compared(...inTurn(1, 5))).toBe(2);
  const [as, bs] = inTurn(1.25);
  await expect(compared(as, bs.slice(1))).rejects.toThrow('Name as many runs of A as of B; got 6 and 5.');
  expect(await compared(as, bs.toReversed())).toBe(3);
  expect(printed).toContain('were not measured in turn');
});
