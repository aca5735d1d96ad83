import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { isAlive, type ProcessIdentity, startedAt } from '../brokers/process-tree.ts';

const GUARD = new URL('./guard.ts', import.meta.url).href;
const strays: ProcessIdentity[] = [];

afterEach(() => {
  for (const stray of strays.splice(0)) if (isAlive(stray)) process.kill(stray.pid, 'SIGKILL');
});

/** A lab in small: starts a guard and processes, prints their pids, then does as it is told. */
async function startLab(body: string): Promise<{ lab: ChildProcess; pids: Record<string, ProcessIdentity> }> {
  const code = `
    import { spawn } from 'node:child_process';
    import { startGuard } from ${JSON.stringify(GUARD)};
    const guard = startGuard();
    const run = (script, options = {}) => spawn('sh', ['-c', script], { stdio: 'ignore', detached: true, ...options }).pid;
    const tell = (pids) => console.log(JSON.stringify(pids));
    const stay = setInterval(() => {}, 1000);
    ${body}`;
  const lab = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: lab.stdout as NodeJS.ReadableStream }), 'line')) as [string];
  const pids: Record<string, ProcessIdentity> = {};
  for (const [name, pid] of Object.entries(JSON.parse(line) as Record<string, number>)) {
    pids[name] = { pid, started: startedAt(pid) ?? 'already gone' };
    strays.push(pids[name]);
  }
  return { lab, pids };
}

async function end(lab: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  lab.kill(signal);
  if (lab.exitCode === null && lab.signalCode === null) await once(lab, 'exit');
}

async function gone(what: string, check: () => boolean, limitMs = 8000): Promise<void> {
  for (const limit = performance.now() + limitMs; !check(); await sleep(20)) {
    if (performance.now() > limit) throw new Error(`waited ${limitMs} ms for ${what}`);
  }
}

test('a lab killed by SIGKILL takes its registered processes and folders with it, and nobody else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reaper-test-'));
  const { lab, pids } = await startLab(`
    const willing = run('exec sleep 60');
    const stopped = run('exec sleep 60');
    process.kill(stopped, 'SIGSTOP');
    const stubborn = run('trap "" TERM; sleep 60 & while :; do wait; done');
    const stranger = run('exec sleep 60');
    const forgotten = run('exec sleep 60');
    for (const pid of [willing, stopped, stubborn, forgotten]) guard.pid(pid);
    guard.forget(forgotten);
    guard.folder(${JSON.stringify(folder)});
    tell({ willing, stopped, stubborn, stranger, forgotten });`);
  const { willing, stopped, stubborn, stranger, forgotten } = pids as Record<string, ProcessIdentity>;
  await end(lab, 'SIGKILL');
  await gone('the willing and the stopped one', () => !isAlive(willing!) && !isAlive(stopped!), 1900);
  await gone('the one that ignores SIGTERM', () => !isAlive(stubborn!));
  await gone('the folder', () => !existsSync(folder));
  expect(isAlive(stranger!)).toBe(true);
  expect(isAlive(forgotten!)).toBe(true);
});

test('descendants that left the process group are ended too', async () => {
  const { lab, pids } = await startLab(`
    const child = spawn('sh', ['-c', 'setsid sleep 60 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
    guard.pid(child.pid);
    child.stdout.once('data', (text) => tell({ parent: child.pid, grandchild: Number(text) }));`);
  await end(lab, 'SIGKILL');
  await gone('the whole family', () => !Object.values(pids).some(isAlive));
});

test('an orderly close sends the reaper away and leaves everything alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reaper-test-'));
  const { lab, pids } = await startLab(`
    const kept = run('exec sleep 60');
    guard.pid(kept);
    guard.folder(${JSON.stringify(folder)});
    await guard.close();
    tell({ kept });
    process.exit(0);`);
  if (lab.exitCode === null) await once(lab, 'exit');
  await sleep(200);
  expect(isAlive(pids['kept']!)).toBe(true);
  expect(existsSync(folder)).toBe(true);
});

test('a lab that exits without a goodbye is cleaned up after', async () => {
  const { lab, pids } = await startLab(`
    const child = run('exec sleep 60');
    guard.pid(child);
    tell({ child });
    process.exit(0);`);
  if (lab.exitCode === null) await once(lab, 'exit');
  await gone('the child', () => !isAlive(pids['child']!));
});

test('the reaper does not keep a finished lab alive', async () => {
  const { lab } = await startLab('tell({}); clearInterval(stay);');
  const limit = AbortSignal.timeout(5000);
  if (lab.exitCode === null) await once(lab, 'exit', { signal: limit });
  expect(lab.exitCode).toBe(0);
});
