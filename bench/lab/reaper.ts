// The process that outlives a lab killed by SIGKILL, for as long as it takes to clean up after it.
//
//   lab ── stdin: one JSON order per line ──▶ reaper
//    ╳   SIGKILL                               │ the pipe closes and nobody said goodbye
//                                              ├─ SIGCONT + SIGTERM, two seconds of grace, SIGKILL
//                                              └─ registered folders removed, exit
//
// It touches only what was registered and what descends from it, recognised by pid and start time.
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { familyOf, type ProcessIdentity, processTable, signalTo } from '../brokers/process-tree.ts';
import type { ReaperOrder } from './guard.ts';

const GRACE_MS = 2000;
const GIVE_UP_MS = 10_000;
const LOOK_EVERY_MS = 50;

const registered = new Map<number, string>();
const folders = new Set<string>();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.stdin.on('error', () => {}); // a reset is an end too: `close` follows

createInterface({ input: process.stdin })
  .on('line', (line) => {
    try {
      obey(JSON.parse(line) as ReaperOrder);
    } catch {
      // The last line of a lab killed while writing it.
    }
  })
  .on('close', () => {
    void reap().finally(() => process.exit(0));
  });

function obey(order: ReaperOrder): void {
  if ('pid' in order) registered.set(order.pid, order.started);
  else if ('forget' in order) registered.delete(order.forget);
  else if ('folder' in order) folders.add(order.folder);
  else process.exit(0);
}

async function reap(): Promise<void> {
  const targets = new Map(registered);
  const end = performance.now() + GRACE_MS;
  signalAll(living(targets), ['SIGCONT', 'SIGTERM']);
  while (living(targets).length > 0 && performance.now() < end) await sleep(LOOK_EVERY_MS);
  for (let left = living(targets); left.length > 0 && performance.now() < end + GIVE_UP_MS; left = living(targets)) {
    signalAll(left, ['SIGKILL']);
    await sleep(LOOK_EVERY_MS);
  }
  for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
}

/** Who is still there of the targets and their families. New relatives become targets: their parents end first. */
function living(targets: Map<number, string>): ProcessIdentity[] {
  const table = processTable();
  for (const [pid, started] of targets) {
    for (const relative of familyOf({ pid, started }, table)) targets.set(relative.pid, relative.started);
  }
  return [...targets]
    .map(([pid, started]) => ({ pid, started }))
    .filter(({ pid, started }) => table.get(pid)?.started === started);
}

function signalAll(who: ProcessIdentity[], signals: NodeJS.Signals[]): void {
  for (const { pid } of who) {
    for (const signal of signals) {
      try {
        signalTo(pid, signal);
      } catch {
        // Not ours to signal (EPERM): the others still are.
      }
    }
  }
}
