import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { compareCommand } from '../compare/compare-command.ts';
import type { RunFile } from '../run-file.ts';
import { lightSession } from '../testing/light-session.ts';

const modes = ['sync-rest' as const];
const folders: string[] = [];
let printed = '';

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function compared(a: RunFile, b: RunFile, options: { anyway?: boolean; json?: boolean } = {}): Promise<number> {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
  vi.spyOn(console, 'log').mockImplementation((text) => void (printed += String(text)));
  const [one, other] = await Promise.all([a, b].map(inFolder));
  return compareCommand(one ?? '', other ?? '', { anyway: false, json: false, ...options });
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
