import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { HistogramLogReader } from 'hdr-histogram-js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeHistogramLog } from '../measure/histogram-log.ts';
import { Latencies } from '../measure/latencies.ts';
import { addHistograms, HISTOGRAMS, histogramsOf } from './histogram-archive.ts';
import { type LatencyKind, latencyKinds } from './latency-kinds.ts';
import { readHistograms } from './read-run.ts';
import type { RunFile } from './run-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const window = { startMs: Date.UTC(2026, 0, 1), endMs: Date.UTC(2026, 0, 1) + 1500 };
const run = { trials: [{ id: 'one' }, { id: 'two' }] } as unknown as Pick<RunFile, 'trials' | 'unfinished'>;

function latenciesOf(...values: number[]): Latencies {
  const latencies = new Latencies();
  for (const value of values) latencies.record(value);
  return latencies;
}

const record = (...values: number[]) => ({
  latencies: Object.fromEntries(latencyKinds.map((kind) => [kind, latenciesOf(...values)])) as Record<
    LatencyKind,
    Latencies
  >,
  window,
});

test('what trials add to the archive, one after the other, is read back by trial and kind', () => {
  addHistograms(folder, 'one', record(1000, 2000));
  addHistograms(folder, 'none', { latencies: null, window });
  addHistograms(folder, 'two', record(-7, 3000));
  const { sets, where } = readHistograms(folder, run);
  expect(where).toBe(HISTOGRAMS);
  expect([...sets.keys()]).toEqual(['one', 'two'].flatMap((id) => latencyKinds.map((kind) => `${id}.${kind}`)));
  expect(sets.get('one.completion')?.encode()).toEqual(latenciesOf(1000, 2000).encode());
  expect(sets.get('two.send-delay')?.encode()).toEqual(latenciesOf(-7, 3000).encode());
});

test('unpacked as one gzip file the archive is one log that an HDR reader takes, an interval per tag', () => {
  for (const id of ['one', 'two']) addHistograms(folder, id, record(1000));
  const reader = new HistogramLogReader(gunzipSync(readFileSync(join(folder, HISTOGRAMS))).toString('utf8'));
  const tags: string[] = [];
  for (let each = reader.nextIntervalHistogram(); each; each = reader.nextIntervalHistogram()) tags.push(each.tag);
  expect(tags).toHaveLength(2 * latencyKinds.length);
  expect(tags).toContain('two.acceptance');
});

test('an older run, with a file for each, is still read', () => {
  mkdirSync(join(folder, 'histograms'));
  const log = writeHistogramLog([{ tag: 'completion', ...window, latencies: latenciesOf(1000, 5000) }]);
  writeFileSync(join(folder, 'histograms/two.completion.hlog'), log);
  const { sets, where } = readHistograms(folder, run);
  expect(where).toBe('histograms/');
  expect([...sets.keys()]).toEqual(['two.completion']);
});

test.skipIf(process.platform === 'win32')('a full disk takes away nothing that the archive had', () => {
  addHistograms(folder, 'one', record(1000));
  const before = readFileSync(join(folder, HISTOGRAMS));
  const script = `
    import { addHistograms } from ${JSON.stringify(new URL('histogram-archive.ts', import.meta.url).href)};
    import { Latencies } from ${JSON.stringify(new URL('../measure/latencies.ts', import.meta.url).href)};
    const completion = new Latencies();
    for (let us = 1; us < 1e9; us *= 1.0005) completion.record(us * (1 + (us % 1)));
    const record = { latencies: { completion }, window: { startMs: 0, endMs: 1 } };
    try { addHistograms(process.argv[1], 'two', record); console.log('written'); } catch (error) { console.log(error.message); }`;
  // No file of this process may grow beyond 4 blocks: a write is cut off in its middle, as on a full disk.
  const shell = ['-c', 'ulimit -f 4; exec "$0" --input-type=module -e "$1" "$2"', process.execPath, script, folder];
  expect(execFileSync('sh', shell, { encoding: 'utf8' })).toMatch(/could not be written, and is as it was: EFBIG/);
  expect(readFileSync(join(folder, HISTOGRAMS)).equals(before)).toBe(true);
  expect(existsSync(join(folder, `${HISTOGRAMS}.new`))).toBe(false);
});

test('what a kill in the middle of saving left beside the archive is neither read nor in the way', () => {
  addHistograms(folder, 'one', record(1000));
  writeFileSync(join(folder, `${HISTOGRAMS}.new`), gzipSync('cut off').subarray(0, 9));
  expect(readHistograms(folder, run).sets.size).toBe(latencyKinds.length);
  addHistograms(folder, 'two', record(1000));
  expect(readHistograms(folder, run).sets.size).toBe(2 * latencyKinds.length);
});

test('a run that was cut off may have the latencies of a trial that its run.json does not have yet', () => {
  addHistograms(folder, 'three', record(1000));
  expect(readHistograms(folder, { ...run, unfinished: { planned: 3 } }).sets.has('three.completion')).toBe(true);
  expect(() => readHistograms(folder, run)).toThrow('expected a trial of this run, got "three"');
});

/** As the format has it: cookie, length of what follows, and that compressed. */
function histogramOf(bytes: Buffer): string {
  const compressed = deflateSync(bytes);
  const envelope = Buffer.alloc(8);
  envelope.writeInt32BE(0x1c849314, 0);
  envelope.writeInt32BE(compressed.length, 4);
  return Buffer.concat([envelope, compressed]).toString('base64');
}

function digits(count: number): Buffer {
  const bytes = gunzippedHistogram();
  bytes.writeInt32BE(count, 12);
  return bytes;
}

/** Of no values: 40 bytes of header. */
function gunzippedHistogram(): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.writeInt32BE(0x1c849303, 0);
  return bytes;
}

const line = (tag: string, histogram: string) => `Tag=${tag},1.000,2.000,3.000,${histogram}`;
const sound = latenciesOf(1000).encode().compressed;

test.each([
  ['a trial of another run', line('three.completion', sound), 'a trial of this run'],
  ['a trial that leads elsewhere', line('../../x.completion', sound), 'a trial of this run'],
  ['a kind that is none', line('one.__proto__', sound), 'the tag <trial>.<kind>'],
  ['no tag', `1.000,2.000,3.000,${sound}`, 'the tag <trial>.<kind>'],
  ['one interval twice', [1, 2].map(() => line('one.service', sound)).join('\n'), 'one interval of one.service'],
  ['a line behind a carriage return', `# note\r${line('three.service', sound)}`, 'a line feed alone'],
  ['what is no histogram', line('one.service', 'AAAA'), 'a histogram of 3 digits'],
  [
    'a histogram that unpacks to very much',
    line('one.service', histogramOf(Buffer.concat([digits(3), Buffer.alloc(1 << 26)]))),
    'in at most',
  ],
  ['a histogram of counts without end', line('one.service', histogramOf(digits(9))), 'a histogram of 3 digits'],
  ['a histogram that is damaged', line('one.service', histogramOf(digits(3).fill(0xff, 16))), 'damaged'],
  [
    'a negative that is a word',
    `${line('one.service', sound)}\n#[Negative: one.service 1 <b>]`,
    'a minimum below zero',
  ],
])('an archive with %s is refused in a sentence', (_, text, expected) => {
  writeFileSync(join(folder, HISTOGRAMS), gzipSync(`#[Histogram log format version 1.3]\n${text}\n`));
  expect(() => readHistograms(folder, run)).toThrow(`${HISTOGRAMS}`);
  expect(() => readHistograms(folder, run)).toThrow(expected);
});

test.each([
  ['empty', Buffer.alloc(0)],
  ['no gzip', Buffer.from('histograms')],
  ['cut off', histogramsOf('one', record(1000)).subarray(0, -20)],
  ['larger than any run’s', gzipSync(Buffer.alloc(1 << 27))],
])('an archive that is %s is refused in a sentence', (_, bytes) => {
  writeFileSync(join(folder, HISTOGRAMS), bytes);
  expect(() => readHistograms(folder, run)).toThrow(`${HISTOGRAMS}: expected a gzip file of at most`);
});

test('a link in the place of the archive is not followed, neither to read nor to write', () => {
  const elsewhere = join(folder, 'elsewhere');
  writeFileSync(elsewhere, histogramsOf('one', record(1000)));
  symlinkSync(elsewhere, join(folder, HISTOGRAMS));
  expect(() => readHistograms(folder, run)).toThrow('a symbolic link');
  expect(() => addHistograms(folder, 'two', record(1000))).toThrow('a symbolic link');
  expect(gunzipSync(readFileSync(elsewhere)).toString()).not.toContain('two.');
});
