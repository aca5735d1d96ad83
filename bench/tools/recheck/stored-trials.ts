import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { openFileIn } from '../../record/folder-files.ts';
import type { FinalReads, Operation } from '../../record/history.ts';
import { withRoles } from '../../record/read-v1-history.ts';
import { OperationLine, TrialId } from '../../record/run-schema.ts';

/** What `history.jsonl.gz` holds of one trial. `final` is null where only the operations were kept. */
export interface StoredTrial {
  trial: string;
  history: Operation[];
  final: FinalReads | null;
}

const FinalRead = z.object({ trial: TrialId, f: z.literal('final-read'), key: z.string(), value: z.unknown() });
const Line = z.union([OperationLine, FinalRead]);
type Line = z.infer<typeof Line>;

/**
 * The trials of a run folder, one after the other as they ended: only one of them is in memory. Throws, with the number of
 * the line, when a line cannot be read, when the file is cut off, or when a trial stands in it twice.
 *
 * @param bytes how much of the file counts: a run that was killed may have left half a trial behind that
 */
export async function* storedTrials(folder: string, bytes?: number): AsyncGenerator<StoredTrial> {
  const seen = new Set<string>();
  let trial: string | null = null;
  let history: Operation[] = [];
  let reads: [string, unknown][] = [];
  let share = createStringSharer();
  const stored = (): StoredTrial => ({
    trial: trial ?? '',
    history,
    final: reads.length > 0 ? withRoles(Object.fromEntries(reads) as unknown as FinalReads) : null,
  });

  for await (const line of parsedLines(folder, bytes)) {
    if (line.trial !== trial) {
      if (trial !== null) yield stored();
      if (seen.has(line.trial)) throw new Error(`history.jsonl.gz: the lines of ${line.trial} do not stand together`);
      seen.add(line.trial);
      [trial, history, reads, share] = [line.trial, [], [], createStringSharer()];
    }
    const shared = share(line);
    if (shared.f === 'final-read') reads.push([shared.key, shared.value]);
    else history.push(shared);
  }
  if (trial !== null) yield stored();
}

async function* parsedLines(folder: string, bytes?: number): AsyncGenerator<Line> {
  let number = 0;
  for await (const line of linesOf(folder, bytes)) {
    number++;
    if (line === '') continue;
    yield parsedLine(line, number);
  }
}

function parsedLine(line: string, number: number): Line {
  try {
    return Line.parse(JSON.parse(line));
  } catch (cause) {
    const expected = cause instanceof SyntaxError ? 'JSON' : 'an operation or a final read';
    throw new Error(`history.jsonl.gz, line ${number}: expected ${expected}, got ${line.slice(0, 60)}`, { cause });
  }
}

async function* linesOf(folder: string, bytes = Number.POSITIVE_INFINITY): AsyncGenerator<string> {
  if (bytes === 0) return;
  const text = new PassThrough();
  const file = openFileIn(folder, 'history.jsonl.gz');
  if (file === null) throw new Error(`${folder} has no history.jsonl.gz`);
  const counted = createReadStream('', { fd: file, end: bytes - 1 });
  const reading = pipeline(counted, createGunzip(), text);
  reading.catch(() => {}); // awaited below
  try {
    yield* createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY });
    await reading;
  } catch (cause) {
    throw new Error(`history.jsonl.gz cannot be read to its end: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Gives equal strings of many parsed lines one place in memory. An order id stands in a dozen rows of history and final
 * reads: shared, evidence of 500,000 orders takes a third less. Use one sharer per file set and drop it afterwards.
 */
export function createStringSharer(): <T>(parsed: T) => T {
  const known = new Map<string, string>();
  const share = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const earlier = known.get(value);
      if (earlier !== undefined) return earlier;
      known.set(value, value);
    } else if (typeof value === 'object' && value !== null) {
      const members = value as Record<string, unknown>;
      for (const name of Object.keys(members)) {
        const member = members[name];
        if (typeof member === 'string' || typeof member === 'object') members[name] = share(member);
      }
    }
    return value;
  };
  return (parsed) => share(parsed) as typeof parsed;
}
