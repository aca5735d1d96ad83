import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where administrators' programs lie that an ordinary user's PATH may leave out. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The PATH given to everything the lab starts for a broker. */
export function toolPath(): string {
  return [...(process.env['PATH'] ?? '/usr/bin:/bin').split(delimiter), ...SYSTEM_FOLDERS].join(delimiter);
}

/**
 * The full path of a program, or null when the PATH (and the sbin folders) have none. A link stays one: a version manager has
 * links to itself, and looks at the name by which it is called.
 */
export function onPath(program: string): string | null {
  for (const folder of toolPath().split(delimiter)) {
    const file = join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      if (folder !== '' && statSync(file).isFile()) return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}
