import { gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { readHistogramLog, writeHistogramLog } from '../measure/histogram-log.ts';
import { type Latencies, mergeLatencies } from '../measure/latencies.ts';
import { readFileIn, replaceFile } from './folder-files.ts';
import { type LatencyKind, latencyKinds } from './latency-kinds.ts';
import type { RunFile } from './run-file.ts';
import { TrialId } from './run-schema.ts';
import type { TrialRecord } from './trial-record.ts';

/** Every latency of a run: one HDR histogram log, an interval's tag being `<trial>.<kind>`. */
export const HISTOGRAMS = 'histograms.hlog.gz';
/** Where runs had a file per trial and kind before. */
export const OLDER_HISTOGRAMS = 'histograms';

/** The log of a standard run takes less than one, one of its histograms less than ten thousand bytes. */
const MOST_UNPACKED_BYTES = 64 * 1024 * 1024;
const MOST_HISTOGRAM_BYTES = 1024 * 1024;
/** Of a V2 histogram, before it is compressed: three as `Latencies` has them, or its counts could take any memory. */
const DIGITS = { at: 12, are: 3 };
/** Cookie and length, before the compressed part. */
const ENVELOPE_BYTES = 8;

/** What one trial adds to the archive: a gzip member of its own. Empty without latencies. */
export function histogramsOf(
  trialId: string,
  { latencies, window }: Pick<TrialRecord, 'latencies' | 'window'>,
): Buffer {
  if (!latencies) return Buffer.alloc(0);
  const intervals = (Object.entries(latencies) as [LatencyKind, Latencies][]).map(([kind, set]) => ({
    tag: `${trialId}.${kind}`,
    ...window,
    latencies: set,
  }));
  return gzipSync(writeHistogramLog(intervals));
}

/** Adds the latencies of a trial to the archive of a run, or leaves it as it was: a full disk or a kill takes nothing away. */
export function addHistograms(
  folder: string,
  trialId: string,
  record: Pick<TrialRecord, 'latencies' | 'window'>,
): void {
  const before = readFileIn(folder, HISTOGRAMS) ?? Buffer.alloc(0);
  replaceFile(folder, HISTOGRAMS, Buffer.concat([before, histogramsOf(trialId, record)]));
}

/** Takes the intervals of these tags out of the archive of a run, if it has one. */
export function leaveOutHistograms(folder: string, leftOut: ReadonlySet<string>): void {
  const text = unpacked(folder);
  if (text === null) return;
  const tagIn = (line: string) => /^Tag=([^,]+),|^#\[Negative: (\S+) /.exec(line)?.slice(1).find(Boolean) ?? '';
  const lines = text.split('\n').filter((line) => !leftOut.has(tagIn(line)));
  replaceFile(folder, HISTOGRAMS, gzipSync(lines.join('\n')));
}

/** By `<trial>.<kind>`; null where a run has no archive. Throws, with the line, when it is not what a run writes. */
export function readArchive(
  folder: string,
  run: Pick<RunFile, 'trials' | 'unfinished'>,
): Map<string, Latencies> | null {
  const text = unpacked(folder);
  if (text === null) return null;
  const ids = new Set(run.trials.map(({ id }) => id));
  // A run that was killed between the two files has the latencies of a trial that its run.json does not have yet.
  const isKnown = (id: string) => ids.has(id) || (run.unfinished !== undefined && TrialId.safeParse(id).success);
  const seen = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    const fault = faultOf(line, isKnown, seen);
    if (fault !== null) throw new Error(`${HISTOGRAMS} line ${index + 1}: expected ${fault}`);
  }
  try {
    return new Map(readHistogramLog(text).map(({ tag, latencies }) => [tag, mergeLatencies([latencies])]));
  } catch (cause) {
    throw new Error(`${HISTOGRAMS}: expected histograms, got damaged ones: ${(cause as Error).message}`, { cause });
  }
}

function unpacked(folder: string): string | null {
  const archive = readFileIn(folder, HISTOGRAMS);
  if (archive === null) return null;
  try {
    return gunzipSync(archive, { maxOutputLength: MOST_UNPACKED_BYTES }).toString('utf8');
  } catch (cause) {
    const expected = `expected a gzip file of at most ${MOST_UNPACKED_BYTES} bytes unpacked`;
    throw new Error(`${HISTOGRAMS}: ${expected}: ${(cause as Error).message}`, { cause });
  }
}

const number = String.raw`\d+(?:\.\d+)?`;
const INTERVAL = new RegExp(`^Tag=([^,]{1,200})\\.([a-z-]+),${number},${number},${number},([A-Za-z0-9+/]+=*)$`);
const NEGATIVE = new RegExp(`^#\\[Negative: \\S+ \\d+ -${number}\\]$`);

/** What a line of a log should be instead, or null. A reader takes each that this lets pass, and no memory beyond reason. */
function faultOf(line: string, isKnown: (id: string) => boolean, seen: Set<string>): string | null {
  if (line.includes('\r')) return 'lines that end in a line feed alone';
  if (line.startsWith('#[Negative:')) return NEGATIVE.test(line) ? null : 'a count and a minimum below zero';
  if (line === '' || line.startsWith('#') || line.startsWith('"StartTimestamp"')) return null;
  const [, id = '', kind = '', base64 = ''] = INTERVAL.exec(line) ?? [];
  const tag = `${id}.${kind}`;
  if (!(latencyKinds as readonly string[]).includes(kind)) return 'an interval with the tag <trial>.<kind>';
  if (!isKnown(id)) return `a trial of this run, got ${JSON.stringify(id)}`;
  if (seen.has(tag)) return `one interval of ${tag}, got a second`;
  seen.add(tag);
  return isHistogram(base64) ? null : `a histogram of ${DIGITS.are} digits in at most ${MOST_HISTOGRAM_BYTES} bytes`;
}

function isHistogram(base64: string): boolean {
  try {
    const compressed = Buffer.from(base64, 'base64').subarray(ENVELOPE_BYTES);
    const bytes = inflateSync(compressed, { maxOutputLength: MOST_HISTOGRAM_BYTES });
    return bytes.readInt32BE(DIGITS.at) === DIGITS.are;
  } catch {
    return false;
  }
}
