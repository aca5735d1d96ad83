import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../../../common/base/make-folder.ts';
import { Scenario } from '../protocol/scenario.ts';

/** Those that come with the lab. */
export const given = fileURLToPath(new URL('../scenarios', import.meta.url));
/** Those that somebody saved on the page. */
const saved = fileURLToPath(new URL('../../../results/scenarios', import.meta.url));

/** All there are, those that come with the lab first, by name. A file that is none is left out. */
export function scenariosIn(folders: readonly string[] = [given, saved]): Scenario[] {
  return folders.flatMap((folder) =>
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((file) => file.endsWith('.json'))
      .toSorted()
      .flatMap((file) => Scenario.safeParse(parsed(join(folder, file))).data ?? []),
  );
}

/** Of a file, or of one by its name. Throws with what is wrong. */
export function readScenario(fileOrName: string): Scenario {
  const named = scenariosIn().find(({ name }) => name === fileOrName);
  if (named) return named;
  if (!existsSync(fileOrName)) {
    const names = scenariosIn().map(({ name }) => name);
    throw new Error(`There is no scenario ${fileOrName}: neither a file, nor one of ${names.join(', ')}.`);
  }
  const { success, data, error } = Scenario.safeParse(parsed(fileOrName));
  if (success) return data;
  const [{ path, message } = { path: [], message: '' }] = error.issues;
  throw new Error(`${fileOrName}: ${path.join('.')}: ${message}`);
}

/** Where it was saved; one of the same name is replaced. */
export function saveScenario(scenario: Scenario): string {
  makeFolder(saved);
  const file = join(saved, `${scenario.name}.json`);
  writeFileSync(file, `${JSON.stringify(scenario, null, 2)}\n`, { mode: 0o600 });
  return file;
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file}: expected JSON`, { cause });
  }
}
