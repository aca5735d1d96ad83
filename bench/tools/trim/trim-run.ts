import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip, gzipSync } from 'node:zlib';
import { openFileIn, readFileIn, removeFile, replaceFile } from '../../record/folder-files.ts';
import { leaveOutHistograms, OLDER_HISTOGRAMS } from '../../record/histogram-archive.ts';
import { latencyKinds } from '../../record/latency-kinds.ts';
import type { RunFile, SeriesRow, Trial } from '../../record/run-file.ts';
import { outcomeOf, showsWorth, speaksForRun } from '../../report/figures/outcome.ts';

/** A stored history that may be kept. */
interface Stored {
  trial: Trial;
  bytes: number;
}

/**
 * Which histories are worth their place, as long as there is some: first those of trials that do not hold, then the proofs
 * that a check can fail, the smallest first, then for each fault those of its first block, then whatever fits. The operations
 * of latency and replay trials come last: nothing can be judged by them.
 */
export function chooseHistories(stored: readonly Stored[], roomBytes: number): { kept: string[]; leftOut: string[] } {
  const ranked = stored.toSorted((a, b) => rankOf(a.trial) - rankOf(b.trial) || sizeOfProof(a) - sizeOfProof(b));
  const kept: string[] = [];
  const leftOut: string[] = [];
  let room = roomBytes;
  for (const { trial, bytes } of ranked) {
    const fits = bytes <= room;
    (fits ? kept : leftOut).push(trial.id);
    if (fits) room -= bytes;
  }
  return { kept, leftOut };
}

/** Ties keep the order of the run. */
const sizeOfProof = ({ trial, bytes }: Stored) => (showsWorth(trial) === null ? 0 : bytes);

function rankOf(trial: Trial): number {
  if (trial.experiment !== 'failure') return 4;
  if (speaksForRun(trial) && outcomeOf([trial]) !== 'holds') return 0;
  if (trial.expects !== null) return 1;
  return trial.block === 1 && trial.timeline !== null ? 2 : 3;
}

/** Of one trial: its lines as a gzip member, packed as tightly as it goes, and whether final reads are among them. */
export interface Member {
  bytes: Buffer;
  judgeable: boolean;
}

/** The members of the `history.jsonl.gz` of a run folder, by trial, in their order. Throws when a line of the `bytes` that count cannot be read. */
export async function splitHistories(folder: string, bytes = Number.POSITIVE_INFINITY): Promise<Map<string, Member>> {
  const members = new Map<string, Member>();
  let trial: string | null = null;
  let lines: string[] = [];
  let judgeable = false;
  const close = () => {
    if (trial !== null) members.set(trial, { bytes: gzipSync(`${lines.join('\n')}\n`, { level: 9 }), judgeable });
    lines = [];
    judgeable = false;
  };
  if (bytes === 0) return members;
  const file = openFileIn(folder, 'history.jsonl.gz');
  if (file === null) throw new Error(`${folder} has no history.jsonl.gz`);
  const source = createReadStream('', { fd: file, end: bytes - 1 });
  const text = source.pipe(createGunzip());
  source.on('error', (error) => text.destroy(error));
  for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === '') continue;
    const operation = JSON.parse(line) as { trial: string; f: string };
    if (operation.trial !== trial) {
      close();
      trial = operation.trial;
    }
    judgeable ||= operation.f === 'final-read';
    lines.push(line);
  }
  close();
  return members;
}

const drawn: SeriesRow['metric'][] = [
  'offered',
  'accepted',
  'completed',
  'acceptance-slowest-ms',
  'completion-slowest-ms',
  'backlog',
];

/**
 * Of failure trials a report draws orders over time and, of those that tell a price, the completion: the rest of
 * `series.csv` and of the histograms is left out. Their CPU and memory stand summed up in run.json.
 */
export function leaveOutUndrawn(folder: string, { trials }: RunFile): void {
  const failures = trials.filter(({ experiment }) => experiment === 'failure');
  const costs = new Set(failures.filter((trial) => trial.kind === 'cost').map(({ id }) => id));
  const ids = new Set(failures.map(({ id }) => id));
  const series = readFileIn(folder, 'series.csv')?.toString('utf8').split('\n') ?? null;
  if (series) replaceFile(folder, 'series.csv', series.filter((line) => isKept(line, ids, costs)).join('\n'));
  const drawnTags = new Set([...costs].map((id) => `${id}.completion`));
  const tags = [...ids].flatMap((id) => latencyKinds.map((kind) => `${id}.${kind}`));
  const leftOut = new Set(tags.filter((tag) => !drawnTags.has(tag)));
  leaveOutHistograms(folder, leftOut);
  for (const tag of leftOut) removeFile(folder, `${OLDER_HISTOGRAMS}/${tag}.hlog`);
}

function isKept(line: string, failures: ReadonlySet<string>, costs: ReadonlySet<string>): boolean {
  const [trial = '', , metric = ''] = line.split(',');
  return !failures.has(trial) || (!costs.has(trial) && (drawn as string[]).includes(metric));
}
