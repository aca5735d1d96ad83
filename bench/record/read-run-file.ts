import { readFileIn } from './folder-files.ts';
import { type RunFileV1, upgradeV1 } from './read-v1.ts';
import { type RunFile, SCHEMA_VERSION } from './run-file.ts';
import { RunSchema } from './run-schema.ts';

/** `run.json` of a folder, of version 2 or as version 2 would tell it. Throws when it is not what a run writes. */
export function readRunFile(folder: string): RunFile {
  const text = readFileIn(folder, 'run.json')?.toString('utf8') ?? null;
  if (text === null) throw new Error(`expected a run folder with a run.json, found none in ${folder}`);
  const { success, data, error } = RunSchema.safeParse(versioned(parsed(text)));
  if (success) return data;
  const [{ path, message } = { path: [], message: '' }] = error.issues;
  throw new Error(`run.json: ${path.join('.')}: ${message}`);
}

function parsed(text: string): { schemaVersion?: unknown } {
  try {
    return Object(JSON.parse(text)) as object;
  } catch (cause) {
    throw new Error('run.json: expected JSON', { cause });
  }
}

function versioned(run: { schemaVersion?: unknown }): unknown {
  if (run.schemaVersion === SCHEMA_VERSION) return run;
  const expected = `run.json: expected schema version ${SCHEMA_VERSION} or 1`;
  if (run.schemaVersion !== 1)
    throw new Error(`${expected}, got ${JSON.stringify(run.schemaVersion)}; use the lab that wrote it`);
  try {
    return upgradeV1(run as RunFileV1);
  } catch (cause) {
    throw new Error(`${expected}, and version 1 as a run writes it: ${(cause as Error).message}`, { cause });
  }
}
