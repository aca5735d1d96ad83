import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/** What a member says, and then no more. */
const openings = [
  '',
  'POST /ord',
  'POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Ty',
  'POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"cust',
  'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n',
];
const COME_AGAIN_MS = 1000;
const STAY_MS = 5000;

// The thread of `idleCrowd`: holds `size` connections to each place until it is told to leave, then answers with how many it opened.
const { at: places, size } = workerData as { at: { host: string; port: number }[]; size: number };
const end = new AbortController();
parentPort?.once('message', () => end.abort());

let opened = 0;
const members = places.flatMap(({ host, port }) =>
  Array.from({ length: size }, async (_, at) => {
    await setTimeout((at / size) * COME_AGAIN_MS);
    while (!end.signal.aborted) {
      const came = await hold(port, host, openings[at % openings.length] as string);
      opened += came; // not read before the wait: others come meanwhile
      if (!end.signal.aborted) await setTimeout(COME_AGAIN_MS);
    }
  }),
);
await Promise.all(members);
parentPort?.postMessage(opened);

/** Opens, says it, and stays, its own side open, also when the other has ended. 1: it came about. */
async function hold(port: number, host: string, opening: string): Promise<number> {
  const socket = connect({ port, host, allowHalfOpen: true });
  let came = 0;
  const closed = new Promise((done) => socket.on('error', () => {}).on('close', done));
  socket.on('connect', () => {
    came = 1;
    socket.write(opening);
  });
  const { signal } = end;
  const leave = () => void socket.destroy();
  socket.resume().on('end', () => void setTimeout(STAY_MS, null, { signal, ref: false }).then(leave, leave));
  signal.addEventListener('abort', leave);
  await closed;
  signal.removeEventListener('abort', leave);
  return came;
}
