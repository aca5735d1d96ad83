import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import type { Guard } from '../brokers/broker.ts';
import { isAlive, type ProcessIdentity, startedAt } from '../brokers/process-tree.ts';
import { until } from './until.ts';

/** A guard that passes everything on and remembers it. */
export interface Witness extends Guard {
  /** Throws with a list of what still runs, listens, lies on the disk or is open in this process. */
  expectNothingLeft(ports: number[]): Promise<void>;
}

const OPEN_IN_US = ['TCPSocketWrap', 'TCPServerWrap', 'ProcessWrap', 'Timeout', 'Immediate'];

/** What is open in this process after a test may take a moment to close; a leak stays. */
const PATIENCE_MS = 3000;

export function witnessing(guard: Guard): Witness {
  const processes: ProcessIdentity[] = [];
  const folders: string[] = [];
  const openBefore = openHere();
  return {
    pid(pid) {
      const started = startedAt(pid);
      if (started !== null) processes.push({ pid, started });
      guard.pid(pid);
    },
    forget: (pid) => guard.forget(pid),
    folder(path) {
      folders.push(path);
      guard.folder(path);
    },
    async expectNothingLeft(ports) {
      const look = async () => [
        ...moreThan(openBefore, openHere()), // first: asking the ports opens sockets, too
        ...processes.filter(isAlive).map(({ pid }) => `process ${pid}`),
        ...folders.filter(existsSync).map((folder) => `folder ${folder}`),
        ...(await listening(ports)).map((port) => `a listener on port ${port}`),
      ];
      let left: string[] = [];
      await until('nothing is left behind', async () => (left = await look()).length === 0, PATIENCE_MS).catch(() => {
        throw new Error(`left behind: ${left.join(', ')}`);
      });
    },
  };
}

/** Which of these ports of the loopback interface somebody listens on. */
export async function listening(ports: number[]): Promise<number[]> {
  const answers = await Promise.all(ports.map(accepts));
  return ports.filter((_, index) => answers[index]);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let accepted = false;
    socket.once('connect', () => {
      accepted = true;
      socket.destroy();
    });
    socket.once('error', () => {}); // 'close' follows
    socket.once('close', () => answer(accepted));
  });
}

function openHere(): Map<string, number> {
  const open = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (OPEN_IN_US.includes(kind)) open.set(kind, (open.get(kind) ?? 0) + 1);
  }
  return open;
}

function moreThan(before: Map<string, number>, now: Map<string, number>): string[] {
  return [...now].flatMap(([kind, count]) => {
    const more = count - (before.get(kind) ?? 0);
    return more > 0 ? [`${more} ${kind} of the test itself`] : [];
  });
}
