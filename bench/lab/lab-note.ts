import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** What a lab started by `npm start` leaves in the folder of its session, so that other commands find it. */
const LabNote = z.object({
  pid: z.number(),
  mode: z.string(),
  /** With the stores and logs of its services. */
  dataFolder: z.string(),
  urls: z.record(z.string(), z.string()),
});

type LabNote = z.infer<typeof LabNote>;

export interface FoundLab extends LabNote {
  /** The name of its session, as in `.lab/<name>`. */
  name: string;
  /** Otherwise it has ended and was kept with --keep. */
  running: boolean;
}

const NOTE = 'lab.json';
const labFolder = fileURLToPath(new URL('../../.lab', import.meta.url));

export const leaveNote = (sessionFolder: string, note: LabNote): void =>
  writeFileSync(join(sessionFolder, NOTE), `${JSON.stringify(note)}\n`, { mode: 0o600 });

/** The labs that `npm start` started in this clone and that are ready, or were kept. */
export function findLabs(folder = labFolder): FoundLab[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const note = noteIn(join(folder, name, NOTE));
    return note ? [{ ...note, name, running: isRunning(note.pid) }] : [];
  });
}

function noteIn(file: string): LabNote | null {
  try {
    return LabNote.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null; // not started by npm start, or not ready yet
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
