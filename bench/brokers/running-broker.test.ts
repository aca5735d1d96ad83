import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loopbackPorts } from './ports.ts';
import { runBroker } from './running-broker.ts';

const LISTENS = `require('node:net').createServer((socket) => socket.on('error', () => {})).listen(Number(process.argv[1]), '127.0.0.1')`;

/** A process that listens; whether it serves anybody is what the probe says. */
async function broker(probe: () => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'lab-broker-'));
  const [port = 0] = await loopbackPorts(1);
  const said: string[] = [];
  const running = await runBroker(
    {
      kind: 'kafka',
      what: 'A broker',
      url: `127.0.0.1:${port}`,
      versions: {},
      settings: {},
      command: { file: process.execPath, args: ['-e', LISTENS, String(port)], env: {} },
      folder,
      logFile: join(folder, 'broker.log'),
      port,
      isBroker: () => false,
    },
    {
      probe,
      say: (line) => void said.push(line),
      dataFolder: folder,
      keep: true,
      guard: { pid: () => {}, forget: () => {}, folder: () => {} },
    },
    500,
  );
  onTestFinished(async () => {
    await running.stop();
    await rm(folder, { recursive: true });
  });
  return { running, said };
}

test('a broker that comes back and serves nobody is started once more, and that is said', async () => {
  let served = true;
  const pids = new Set<number | null>();
  const { running, said } = await broker(async () => {
    if (!served) throw new Error('its groups have no coordinator');
  });
  pids.add(running.pid());
  await running.kill();
  served = false;
  setTimeout(() => (served = true), 1000); // after the first try is given up
  await running.restart();
  pids.add(running.pid());
  expect(said).toEqual(['A broker came back and serves nobody: it is started once more']);
  expect(pids.size).toBe(2);
});

test('one that comes back in order is started once', async () => {
  const { running, said } = await broker(async () => {});
  await running.kill();
  await running.restart();
  expect(said).toEqual([]);
  expect(running.pid()).not.toBeNull();
});
