import type { Guard } from './broker.ts';
import type { BrokerNode } from './cluster.ts';
import { type ManagedProcess, startManaged } from './managed-process.ts';
import type { Command } from './rabbitmq-server.ts';
import { untilReady } from './ready.ts';
import type { Launch } from './running-broker.ts';

/** A node ready to be started: its folder is prepared, its ports are chosen. */
export interface NodeLaunch
  extends Pick<Launch, 'what' | 'command' | 'logFile' | 'port' | 'isBroker'>,
    Pick<BrokerNode, 'name' | 'dataFolder'> {
  /** Makes its data folder anew, as before the first start. */
  empty(): Promise<void>;
  /** Has the others forget the one that had its name, and tells how it starts for the first time after that. Absent: as ever. */
  readmit?(): Promise<Command>;
  /** Gives it copies again when it listens for the first time after that. Absent: the broker does so by itself. */
  refill?(): Promise<void>;
}

/** `onExit` is called when its process ends without having been asked to. */
export function clusterNode(
  { what, command, logFile, port, isBroker, name, dataFolder, empty, readmit, refill }: NodeLaunch,
  index: number,
  guard: Guard,
  onExit: (node: BrokerNode, how: string) => void,
): BrokerNode {
  let current: ManagedProcess | null = null;
  let brokerPid: number | null = null;
  let isEmpty = false;

  /** The process we start may be a shell: the broker appears below it a moment later. */
  function pid(): number | null {
    if (current === null || current.ended() !== null) return null;
    brokerPid ??= current.family().find(isBroker)?.pid ?? null;
    return brokerPid ?? current.pid;
  }

  async function end(how: (it: ManagedProcess) => Promise<void>): Promise<void> {
    const ending = current;
    if (ending === null) return;
    current = null; // on our request
    await how(ending);
  }

  function signal(signal: NodeJS.Signals): void {
    const target = pid();
    if (target !== null) process.kill(target, signal);
  }

  const node: BrokerNode = {
    index,
    name,
    address: `127.0.0.1:${port}`,
    dataFolder,
    logFile,
    pid,
    kill: () => end((it) => it.kill()),
    stop: () => end((it) => it.terminate(pidOf(it))),
    suspend: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    async start() {
      if (current !== null) throw new Error(`${what}: expected it not to run before start()`);
      const first = isEmpty ? await readmit?.() : undefined;
      const started = await startManaged(first ?? command, logFile, guard);
      current = started;
      brokerPid = null;
      void started.end.then(async (how) => {
        if (current !== started) return;
        current = null;
        await started.kill().catch(() => {}); // what it left behind
        onExit(node, how);
      });
    },
    async untilListening() {
      const started = current;
      const ended = () => (started === null || current !== started ? (started?.ended() ?? 'it does not run') : null);
      await untilReady({ what, url: '', port, probe: () => Promise.resolve(), logFile, ended });
      if (isEmpty) await refill?.();
      isEmpty = false;
    },
    async restart() {
      await node.stop();
      await node.start();
      await node.untilListening();
    },
    async wipe() {
      if (current !== null) throw new Error(`${what}: expected it not to run before wipe()`);
      await empty();
      isEmpty = true;
    },
  };
  const pidOf = (it: ManagedProcess) => it.family().find(isBroker)?.pid ?? it.pid;
  return node;
}
