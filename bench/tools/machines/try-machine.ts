import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { brokerKinds } from '../../brokers/brokers.ts';
import { Shop } from '../../lab/shop.ts';
import { until } from '../../lab/until.ts';
import { type Box, makeBox, NOBODY, root } from './box.ts';
import type { MachineCase } from './machine-case.ts';

const LONGEST_MS = 600_000;
const READY_MS = 400_000; // a fresh clone on a busy machine installs for minutes

/** Runs one case. Throws with what came instead of what must, and all that the command said. */
export async function tryMachine(one: MachineCase): Promise<void> {
  const box = await makeBox(one);
  try {
    await one.prepare?.(box);
    await Promise.all(Array.from({ length: one.atOnce ?? 1 }, () => tryOnce(one, box)));
  } finally {
    box.remove();
  }
}

async function tryOnce(one: MachineCase, box: Box): Promise<void> {
  const child = start(one, box);
  const [out, all] = [collect(child, ['stdout']), collect(child, ['stdout', 'stderr'])];
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const late = setTimeout(() => end(child), LONGEST_MS);
  try {
    if (one.must === 'serves') await placeAnOrder(child, out);
    const [code, signal] = await closed;
    const expected = one.must === 'serves' ? 0 : one.must.exit;
    const interrupted = one.must === 'serves' && one.where !== 'here' && signal === 'SIGINT'; // npm says so of its shell
    if (code !== expected && !interrupted) throw new Error(`expected exit code ${expected}, got ${signal ?? code}`);
    if (one.must !== 'serves' && !one.must.say.test(all())) throw new Error(`expected it to say ${one.must.say}`);
    if (/^\s+at .+:\d+:\d+\)?$/m.test(all())) throw new Error('expected a sentence, got a stack trace');
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${all()}`, { cause: error });
  } finally {
    clearTimeout(late);
    end(child);
  }
}

function start({ where, args, env, first, stranger }: MachineCase, box: Box): ChildProcess {
  const cli = [process.execPath, 'bench/cli/cli.ts', ...args];
  const command = where === 'here' ? cli : ['npm', 'run', '--silent', ...args];
  const script = `${first ? `${first}; ` : ''}exec "$@"`;
  const asNobody = stranger !== undefined && process.getuid?.() === 0;
  return spawn('sh', ['-c', script, 'sh', ...command], {
    cwd: box.clone,
    env: { ...plainEnvironment(), ...env?.(box) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, ended as a whole
    ...(asNobody && { uid: NOBODY, gid: NOBODY }),
  });
}

const ofBrokers = new Set(brokerKinds.map(({ variable }) => variable));

/** Of a person at a terminal: what npm set for us is left out, and the Node of the packages. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !ofBrokers.has(name) && !/^(npm_|LAB_|NODE$|NODE_OPTIONS$|NODE_ENV$|INIT_CWD$|VITEST)/i.test(name),
  );
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith(root));
  const cache = process.env['npm_config_cache']; // packages that npm has need not be fetched for every fresh clone
  return {
    ...Object.fromEntries(kept),
    PATH: path.filter((folder) => !folder.includes('node-gyp-bin')).join(delimiter),
    npm_config_prefer_offline: 'true',
    ...(cache && { npm_config_cache: cache }),
  };
}

async function placeAnOrder(child: ChildProcess, out: () => string): Promise<void> {
  const line = await until(
    'the mode is ready',
    () => {
      if (child.exitCode !== null) return 'ended';
      return /^\{"ready":true.*\}$/m.exec(out())?.[0];
    },
    READY_MS,
  );
  if (line === 'ended') throw new Error('expected it to get ready, but it ended');
  const shop = new Shop('machines', (JSON.parse(line) as { urls: Record<string, string> }).urls);
  const { json } = await shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }]);
  const { status } = await shop.finished(json.orderId);
  if (status !== 'confirmed') throw new Error(`expected the order to be confirmed, got ${status}`);
  if (child.pid) process.kill(-child.pid, 'SIGINT'); // to the whole group, as a terminal does on Ctrl-C
}

function collect(child: ChildProcess, from: ('stdout' | 'stderr')[]): () => string {
  let text = '';
  for (const name of from) child[name]?.on('data', (piece: Buffer) => (text += piece.toString()));
  return () => text;
}

/** The whole group; what is below it ends with its parents. */
function end({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
