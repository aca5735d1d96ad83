import { execFile, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { BrokerNode } from '../../brokers/cluster.ts';
import { bringBack, followerOf, leaderOf, missing, nodeFault } from './node-fault.ts';

const run = promisify(execFile);
/** No file may grow beyond this. */
const LIMIT_BYTES = 4096;

/** The node that leads is lost with its disk; what comes back in its place has nothing. */
export const emptyDisk = nodeFault(
  {
    name: 'empty-disk',
    title: 'The node that leads comes back with an empty disk',
    what: 'SIGKILL of the node that leads; its disk is emptied before it comes back',
  },
  (ground) => {
    let leader: BrokerNode | null = null;
    return {
      async inject() {
        leader = await leaderOf(ground);
        await leader.kill();
        await leader.wipe();
      },
      async proof() {
        const others = leader && (await missing(ground, [leader]));
        return leader && others ? `${others}; ${filesIn(leader.dataFolder)} files are left on its disk` : null;
      },
      undo: async () => void (leader && (await bringBack([leader]))),
    };
  },
);

/** Long enough that what is left takes records without the first, and the third hears of the second. */
const BETWEEN_MS = 2500;

/** What two copies do not survive and three do: the second is lost while the first is away. */
export const oneAfterAnother = nodeFault(
  {
    name: 'one-after-another',
    title: 'A follower is away when the disk of the leader is lost',
    what: `SIGKILL of a node that follows; ${BETWEEN_MS / 1000} s later of the node that leads, whose disk is emptied; the follower comes back first, then the empty one`,
  },
  (ground) => {
    let gone: BrokerNode[] = [];
    let said: string | null = null;
    return {
      async inject() {
        const leader = await leaderOf(ground);
        const follower = followerOf(ground.cluster.nodes, leader);
        await follower.kill();
        await setTimeout(BETWEEN_MS);
        said = await missing(ground, [follower]);
        await leader.kill();
        await leader.wipe();
        gone = [follower, leader];
        await follower.start();
        await follower.untilListening();
        await setTimeout(BETWEEN_MS);
      },
      async proof() {
        const [, leader] = gone;
        const others = leader && (await missing(ground, [leader]));
        return said !== null && others ? `${said}; then ${others}` : null;
      },
      undo: () => bringBack(gone),
    };
  },
);

function filesIn(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  } catch {
    return 0;
  }
}

/** A quota on its process (RLIMIT_FSIZE): it is refused what a full disk would refuse it, without root. */
export const nodeDiskFull = nodeFault(
  {
    name: 'node-disk-full',
    title: 'The disk of the node that leads is full',
    what: `the node that leads may write no file beyond ${LIMIT_BYTES / 1024} KiB; where that ends it, it comes back with room`,
    skipped() {
      const found = spawnSync('prlimit', ['--version']).status === 0;
      return found ? null : 'needs prlimit (util-linux) to set a quota on a running process without root';
    },
  },
  (ground) => {
    let leader: BrokerNode | null = null;
    let limited: number | null = null;
    return {
      async inject() {
        leader = await leaderOf(ground);
        limited = leader.pid();
        await run('prlimit', [`--pid=${limited}`, `--fsize=${LIMIT_BYTES}:`]);
      },
      proof: async () => leader && missing(ground, [leader]),
      async undo() {
        if (leader === null) return;
        // What was refused a write may be anywhere in between: it begins anew, as one would whose disk has room again.
        if (leader.pid() === limited && limited !== null) await leader.kill();
        await bringBack([leader]);
      },
    };
  },
);
