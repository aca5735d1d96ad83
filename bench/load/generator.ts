// The load generator's process. Its parent sends the options over IPC; without a parent they come as one JSON object on
// stdin. Over IPC it answers with GeneratorMessage; otherwise the result is one JSON object on stdout, the rest on stderr.
import { text } from 'node:stream/consumers';
import { type LoadOptions, problemWith } from './load-options.ts';
import type { GeneratorMessage, ParentMessage } from './load-result.ts';
import { OpenLoop } from './open-loop.ts';
import { raisePriority } from './priority.ts';
import { warmUpSelf } from './self-warm-up.ts';

let loop: OpenLoop | null = null;
const stop = () => (loop ? loop.stop() : process.exit(0));
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

if (process.send) {
  process.on('disconnect', () => process.exit()); // nobody is left to report to
  process.on('message', (message: ParentMessage) => {
    if (message.kind === 'start') void start(message.options as LoadOptions);
    if (message.kind === 'next-phase') loop?.leave(message.phase);
    if (message.kind === 'stop') stop();
  });
} else {
  await start(JSON.parse(await text(process.stdin)) as LoadOptions);
}

async function start(options: LoadOptions): Promise<void> {
  try {
    const problem = problemWith(options);
    if (problem) throw new RangeError(problem);
    raisePriority();
    await warmUpSelf(options);
    loop = new OpenLoop(
      options,
      (second) => void say({ kind: 'second', ...second }),
      (phase) => void say({ kind: 'phase', phase }),
    );
    await say({ kind: 'result', result: await loop.run() });
  } catch (error) {
    process.exitCode = 1;
    await say({ kind: 'problem', problem: error instanceof Error ? error.message : String(error) });
  }
  if (process.connected) process.disconnect();
}

/** Resolves when the message is on its way, so that the channel may be closed. */
async function say(message: GeneratorMessage): Promise<void> {
  if (process.send) {
    const { promise, resolve } = Promise.withResolvers<void>();
    process.send(message, undefined, undefined, () => resolve());
    return promise;
  }
  if (message.kind === 'result') process.stdout.write(`${JSON.stringify(message.result)}\n`);
  else process.stderr.write(`${JSON.stringify(message)}\n`);
}
