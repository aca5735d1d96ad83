import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A TCP port of this machine that somebody listens on, and the process with its name, where we may know it. */
export interface Listener {
  address: string;
  port: number;
  owner: string | null;
  pid: number | null;
}

const LISTEN = '0A';

/** Every listener of this machine, from the kernel's tables; null where there are none to read (not Linux). */
export function hostListeners(): Listener[] | null {
  const rows = ['tcp', 'tcp6'].flatMap(tableOf);
  if (rows.length === 0) return null;
  const owners = ownersOfSockets(new Set(rows.map(({ inode }) => inode)));
  return rows.map(({ inode, ...row }) => ({ ...row, owner: null, pid: null, ...owners.get(inode) }));
}

function tableOf(name: string) {
  let text = '';
  try {
    text = readFileSync(`/proc/net/${name}`, 'utf8');
  } catch {
    return [];
  }
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === LISTEN)
    .map(([, local = '', , , , , , , , inode = '']) => {
      const [address = '', port = ''] = local.split(':');
      return { address: readable(address), port: Number.parseInt(port, 16), inode };
    });
}

/** `0100007F` is 127.0.0.1: little-endian, in groups of four bytes. */
function readable(hex: string): string {
  if (/^0+$/.test(hex)) return 'any';
  const mapped = /^0{16}FFFF0000(.{8})$/i.exec(hex)?.[1]; // how a JVM asks for an IPv4 address
  if (mapped) return readable(mapped);
  if (hex.length > 8) return /^0+1000000$/.test(hex) ? '::1' : `ipv6 ${hex}`;
  return (hex.match(/../g) ?? [])
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}

/** Which process holds which of these sockets; those of other users cannot be seen without root. */
function ownersOfSockets(inodes: Set<string>): Map<string, { owner: string; pid: number }> {
  const owners = new Map<string, { owner: string; pid: number }>();
  for (const pid of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    try {
      for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
        const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
        if (!inode || !inodes.has(inode)) continue;
        owners.set(inode, { owner: readFileSync(`/proc/${pid}/comm`, 'utf8').trim(), pid });
      }
    } catch {
      // It has ended meanwhile, or is somebody else's.
    }
  }
  return owners;
}
