import { execa } from 'execa';
import type { Installing } from './cache.ts';

/**
 * For a virtual machine of ours: flags that the user's environment has for others, a collector or a heap say, could
 * contradict what it is told here.
 */
export const withoutFlags = {
  env: Object.fromEntries(
    [
      'JAVA_TOOL_OPTIONS',
      'JDK_JAVA_OPTIONS',
      '_JAVA_OPTIONS',
      'CLASSPATH',
      'ERL_FLAGS',
      'ERL_AFLAGS',
      'ERL_ZFLAGS',
    ].map((name) => [name, undefined]),
  ),
};

/**
 * Runs a program of the machine (apt-get, mvn, java …) to its end and resolves with what it printed on stdout.
 * Rejects with the end of its output when it fails. Ended by the guard should the lab be killed.
 */
export async function runTool(
  file: string,
  args: string[],
  installing: Pick<Installing, 'guard'> = {},
  options: { cwd?: string; timeoutMs?: number; env?: Record<string, string | undefined> } = {},
): Promise<string> {
  const child = execa(file, args, {
    stdin: 'ignore',
    env: { ...options.env, LC_ALL: 'C.UTF-8' }, // English, and a path may hold any letter
    all: true,
    reject: false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
  });
  if (child.pid !== undefined) installing.guard?.pid(child.pid);
  const result = await child;
  if (child.pid !== undefined) installing.guard?.forget(child.pid);
  if (!result.failed) return result.stdout;
  const output = (result.all ?? '').trim().split('\n').slice(-12).join('\n');
  const how = result.timedOut ? `took longer than ${options.timeoutMs} ms` : `ended with ${describe(result)}`;
  throw new Error(`${file} ${args.join(' ')}: ${how}${output === '' ? '' : `\n${output}`}`);
}

function describe(result: { exitCode?: number | undefined; signal?: string | undefined; code?: string | undefined }) {
  if (result.exitCode !== undefined) return `exit code ${result.exitCode}`;
  return result.signal ?? result.code ?? 'an unknown error';
}
