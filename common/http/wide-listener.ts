import { readFileSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { Settings } from '../base/config.ts';
import type { Log } from '../observe/log.ts';

/**
 * libuv accepts one connection per listening socket and turn of the event loop (libuv/libuv#3696). A service whose turns
 * take 20 ms would greet 50 newcomers a second: a crowd, and with it every probe of its health, would wait for minutes,
 * unseen. So many sockets share the port; the kernel spreads the newcomers over them.
 */
const SOCKETS = 256;
/** Open files besides sockets of the front: the store, the broker, calls to other services. */
const OTHER_FILES = 256;

/** Where a service is reached. */
export interface Listener {
  port: number;
  /** Takes no more connections; resolves when the last one is closed. */
  close(): Promise<void>;
}

/**
 * Listens with many sockets for one HTTP server, or with as many as the limit of open files allows. Fails with EADDRINUSE when
 * anybody listens there already, though the kernel would let sockets of this kind share the port.
 */
export async function listenWidely(
  http: HttpServer,
  settings: Where,
  log: Pick<Log, 'warn'> | null = null,
  openFiles = openFileLimit(),
): Promise<Listener> {
  if (!canShare) return listenerOf([await listening(http, settings, settings.LAB_PORT)]);

  const alone = await listening(createServer(), settings, settings.LAB_PORT);
  const port = portOf(alone);
  await closed(alone);
  const sockets = socketsWithin(openFiles);
  const wanted = SOCKETS + settings.LAB_MAX_CONNECTIONS + OTHER_FILES;
  if (openFiles < wanted) {
    log?.warn({ openFiles, wanted, sockets }, 'few open files are allowed (ulimit -n): fewer sockets and connections');
  }
  const others = Array.from({ length: sockets - 1 }, () =>
    createServer({ allowHalfOpen: true, noDelay: true }, (socket) => void http.emit('connection', socket)),
  );
  return listenerOf(await Promise.all([http, ...others].map((server) => listening(server, settings, port, true))));
}

/** A quarter of the open files that are allowed: the rest is for connections and everything else. */
const socketsWithin = (openFiles: number) => Math.max(1, Math.min(SOCKETS, Math.floor(openFiles / 4)));

/** Node has raised it as far as it may. Infinite where the system does not tell. */
function openFileLimit(): number {
  try {
    const told = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return Number(told ?? Number.POSITIVE_INFINITY);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

type Where = Pick<Settings, 'LAB_PORT' | 'LAB_HOST' | 'LAB_MAX_CONNECTIONS'>;

/** Elsewhere newcomers are not spread over the sockets that share a port, or it cannot be shared. */
const canShare = process.platform === 'linux';

const listenerOf = (servers: Server[]): Listener => ({
  port: portOf(servers[0] as Server),
  close: async () => void (await Promise.all(servers.map(closed))),
});

function listening(server: Server, settings: Where, port: number, reusePort = false): Promise<Server> {
  return new Promise((done, failed) => {
    server.once('error', failed);
    const backlog = settings.LAB_MAX_CONNECTIONS; // whom Node's own 511 leaves no room is heard only a second later
    server.listen({ host: settings.LAB_HOST, port, backlog, reusePort }, () => {
      server.off('error', failed);
      done(server);
    });
  });
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const closed = (server: Server) => new Promise<void>((done) => void server.close(() => done()));
