import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendWhole, emptyFolder, readFileIn, removeFile, removeFolder, replaceFile } from './folder-files.ts';

let folder: string;
let elsewhere: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
  elsewhere = mkdtempSync(join(tmpdir(), 'lab-test-'));
  writeFileSync(join(elsewhere, 'thesis.txt'), 'mine');
  mkdirSync(join(elsewhere, 'pictures'));
  writeFileSync(join(elsewhere, 'pictures', 'cat.svg'), 'mine');
});
afterEach(() => {
  for (const each of [folder, elsewhere]) rmSync(each, { recursive: true });
});

const nothingHappened = () => {
  expect(readFileSync(join(elsewhere, 'thesis.txt'), 'utf8')).toBe('mine');
  expect(readdirSync(elsewhere)).toEqual(['pictures', 'thesis.txt']);
  expect(readdirSync(join(elsewhere, 'pictures'))).toEqual(['cat.svg']);
};

test('a file is replaced as a whole, and nothing lies beside it', () => {
  replaceFile(folder, 'run.json', 'old');
  replaceFile(folder, 'run.json', 'new');
  expect(readFileSync(join(folder, 'run.json'), 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['run.json']);
  expect(statSync(join(folder, 'run.json')).mode & 0o077).toBe(0);
});

test('a link in the place of a file is replaced, and what it leads to stays as it was', () => {
  for (const name of ['report.md', 'report.md.new']) symlinkSync(join(elsewhere, 'thesis.txt'), join(folder, name));
  replaceFile(folder, 'report.md', 'report');
  expect(lstatSync(join(folder, 'report.md')).isFile()).toBe(true);
  nothingHappened();
});

test('a link in the place of a file is neither read nor added to', () => {
  symlinkSync(join(elsewhere, 'thesis.txt'), join(folder, 'series.csv'));
  expect(() => readFileIn(folder, 'series.csv')).toThrow('a symbolic link');
  expect(() => appendWhole(folder, 'series.csv', 'more')).toThrow();
  removeFile(folder, 'series.csv');
  nothingHappened();
});

test('a link in the place of a folder is not followed', () => {
  symlinkSync(join(elsewhere, 'pictures'), join(folder, 'charts'));
  expect(() => replaceFile(folder, 'charts/cat.svg', 'ours')).toThrow('a symbolic link');
  expect(() => readFileIn(folder, 'charts/cat.svg')).toThrow('a symbolic link');
  expect(() => removeFile(folder, 'charts/cat.svg')).toThrow('a symbolic link');
  emptyFolder(folder, 'charts', '.svg');
  expect(lstatSync(join(folder, 'charts')).isDirectory()).toBe(true);
  nothingHappened();
});

test.each(['../thesis.txt', 'charts/../../x.svg', '/etc/x', '', '.', '..', 'charts/', 'a\\b', 'a\nb', '.writing'])(
  '%j is no name of a file in the folder',
  (name) => {
    for (const work of [
      () => replaceFile(folder, name, ''),
      () => readFileIn(folder, name),
      () => removeFile(folder, name),
    ]) {
      expect(work).toThrow('expected the name of a file');
    }
  },
);

test('emptying a folder takes the files of one kind and leaves everything else', () => {
  mkdirSync(join(folder, 'charts'));
  for (const name of ['old.svg', 'notes.txt']) writeFileSync(join(folder, 'charts', name), '');
  emptyFolder(folder, 'charts', '.svg');
  expect(readdirSync(join(folder, 'charts'))).toEqual(['notes.txt']);
});

test('removing a folder takes its files of one kind, and the folder only when nothing else is in it', () => {
  for (const name of ['ours', 'shared']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'old.hlog'), '');
  }
  writeFileSync(join(folder, 'shared', 'notes.txt'), '');
  symlinkSync(join(elsewhere, 'pictures'), join(folder, 'link'));
  for (const name of ['ours', 'shared', 'link', 'missing']) removeFolder(folder, name, '.hlog');
  expect(readdirSync(folder).toSorted()).toEqual(['link', 'shared']);
  expect(readdirSync(join(folder, 'shared'))).toEqual(['notes.txt']);
  nothingHappened();
});

test.skipIf(process.platform === 'win32')('a full disk takes away nothing that was saved', () => {
  replaceFile(folder, 'run.json', 'nine trials');
  replaceFile(folder, 'history.jsonl.gz', 'nine histories');
  const script = `
    import { appendWhole, replaceFile } from ${JSON.stringify(new URL('folder-files.ts', import.meta.url).href)};
    const much = 'x'.repeat(1 << 20);
    for (const write of [() => replaceFile(process.argv[1], 'run.json', much), () => appendWhole(process.argv[1], 'history.jsonl.gz', much)]) {
      try { write(); console.log('written'); } catch (error) { console.log(error.message); }
    }`;
  // No file of this process may grow beyond 64 blocks: a write is cut off in its middle, as on a full disk.
  const shell = ['-c', 'ulimit -f 64; exec "$0" --input-type=module -e "$1" "$2"', process.execPath, script, folder];
  const said = execFileSync('sh', shell, { encoding: 'utf8' }).trim().split('\n');
  expect(said).toEqual([
    expect.stringMatching(/run\.json could not be written, and is as it was: EFBIG/),
    expect.stringMatching(/history\.jsonl\.gz could not be added to, and is as it was: EFBIG/),
  ]);
  expect(readFileSync(join(folder, 'run.json'), 'utf8')).toBe('nine trials');
  expect(readFileSync(join(folder, 'history.jsonl.gz'), 'utf8')).toBe('nine histories');
  expect(existsSync(join(folder, 'run.json.new'))).toBe(false);
});
