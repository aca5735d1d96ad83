import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import type { FaultKind } from './fault.ts';
import { untilRefusing } from './until-refusing.ts';

const run = promisify(execFile);
/** No file may grow beyond this: less than any write-ahead log in use, more than the service's own log. */
const LIMIT_BYTES = 64 * 1024;

/**
 * The store of inventory hits a quota: its process may write to no file beyond a size (RLIMIT_FSIZE, setrlimit(2)), which
 * needs neither root nor a file system of its own. SQLite is refused its write as on a full disk (EFBIG for ENOSPC).
 */
export const diskFull: FaultKind = {
  name: 'disk-full',
  title: "The inventory service's disk is full",
  what: `the store of inventory cannot grow: its process may write no file beyond ${LIMIT_BYTES / 1024} KiB`,
  ofFiles: true,
  skipped() {
    const found = spawnSync('prlimit', ['--version']).status === 0;
    return found ? null : 'needs prlimit (util-linux) to set a quota on a running process without root';
  },
  create({ lab }) {
    const service = lab.service('inventory');
    let limited: number | null = null;
    let reason: string | null = null;
    return {
      async inject() {
        limited = service.pid;
        await run('prlimit', [`--pid=${limited}`, `--fsize=${LIMIT_BYTES}:`]);
        reason = await untilRefusing(lab.urls['inventory']);
      },
      async heal() {
        if (limited !== null && service.pid === limited)
          await run('prlimit', [`--pid=${limited}`, '--fsize=unlimited:']);
        await lab.ready();
      },
      seen: async () => reason && `inventory is not ready: ${reason}`,
      witness: async () => reason && `inventory was not ready meanwhile: ${reason}`,
    };
  },
};
