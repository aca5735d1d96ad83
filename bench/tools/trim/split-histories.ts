import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip, gzipSync } from 'node:zlib';
import { openFileIn } from '../../record/folder-files.ts';

/** Of one trial: its lines as a gzip member, packed as tightly as it goes, and whether final reads are among them. */
export interface Member {
  bytes: Buffer;
  judgeable: boolean;
}

/** The members of the `history.jsonl.gz` of a run folder, by trial, in their order. Throws when a line cannot be read. */
export async function splitHistories(folder: string): Promise<Map<string, Member>> {
  const members = new Map<string, Member>();
  let trial: string | null = null;
  let lines: string[] = [];
  let judgeable = false;
  const close = () => {
    if (trial !== null) members.set(trial, { bytes: gzipSync(`${lines.join('\n')}\n`, { level: 9 }), judgeable });
    lines = [];
    judgeable = false;
  };
  const file = openFileIn(folder, 'history.jsonl.gz');
  if (file === null) throw new Error(`${folder} has no history.jsonl.gz`);
  const source = createReadStream('', { fd: file });
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
