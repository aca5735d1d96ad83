// The process of the load generator of the live lab. Its parent tells it over IPC what to do; without a parent it ends.
import { raisePriority } from '../priority.ts';
import { warmUpSelf } from '../self-warm-up.ts';
import { LiveLoop, loadOptionsOf } from './live-loop.ts';
import type { LiveSays, LiveTold } from './live-messages.ts';

let loop: LiveLoop | null = null;
const say = (message: LiveSays) => void process.send?.(message);

process.on('disconnect', () => process.exit());
process.on('SIGINT', () => {}); // Ctrl-C is for the lab, which ends this process
process.on('message', (told: LiveTold) => {
  if (told.kind === 'targets') loop?.setTargets(told.targets);
  if (told.kind === 'load') loop?.setLoad(told.load);
  if (told.kind === 'start') start(told).catch((error: unknown) => say({ kind: 'problem', problem: String(error) }));
});

async function start({ options, load }: Extract<LiveTold, { kind: 'start' }>): Promise<void> {
  raisePriority();
  await warmUpSelf(loadOptionsOf(options, load));
  loop = new LiveLoop(options, load, (batch) => say({ kind: 'batch', batch }));
  await loop.start();
  say({ kind: 'ready' });
}
