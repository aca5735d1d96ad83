import { rm } from 'node:fs/promises';
import type { Broker, BrokerOptions } from './broker.ts';
import { type ManagedProcess, startManaged } from './managed-process.ts';
import type { ProcessRow } from './process-tree.ts';
import type { Command } from './rabbitmq-server.ts';
import { untilReady } from './ready.ts';

/** A broker ready to be started: its folder is prepared, its ports are chosen. */
export interface Launch extends Pick<Broker, 'kind' | 'url' | 'versions' | 'settings'> {
  /** For messages, such as `RabbitMQ 4.0.5`. */
  what: string;
  command: Command;
  /** Its private folder: data, settings, log. */
  folder: string;
  logFile: string;
  /** Where clients connect. */
  port: number;
  /** Which of the processes below the one we start is the broker itself. */
  isBroker: (row: ProcessRow) => boolean;
  /** What ends it in order. Absent: SIGTERM. */
  stopSignal?: NodeJS.Signals;
}

/**
 * A broker may come back from a kill with its data and without a part that works: Kafka 4.3.1 has been seen to lead its groups no more,
 * until it was started again (docs/traps.md). Its operator would do the same.
 */
const SECOND_TRY_AFTER_MS = 30_000;

/**
 * Starts a broker of ours and waits until a real client has published and read. When it does not become ready,
 * nothing of it is left running (its folder is the caller's) and the error shows the end of its log.
 */
export async function runBroker(
  launch: Launch,
  options: BrokerOptions,
  secondTryAfterMs = SECOND_TRY_AFTER_MS,
): Promise<Broker> {
  const { kind, url, versions, settings, what, port, logFile } = launch;
  const listeners: ((how: string) => void)[] = [];
  let current: ManagedProcess | null = null;
  let brokerPid: number | null = null;
  let stopping: Promise<void> | null = null;
  const asked = new WeakSet<ManagedProcess>(); // ended on our request

  async function start(deadlineMs?: number): Promise<void> {
    const started = await startManaged(launch.command, logFile, options.guard);
    current = started;
    const ended = () => (stopping === null ? started.ended() : 'it was stopped meanwhile');
    try {
      await untilReady({
        what,
        url,
        port,
        probe: options.probe,
        logFile,
        ended,
        ...(deadlineMs !== undefined && { deadlineMs }),
      });
    } catch (error) {
      await finish(started, (it) => it.kill());
      throw error;
    }
    brokerPid = started.family().find(launch.isBroker)?.pid ?? started.pid;
    void started.end.then(async (how) => {
      if (asked.has(started)) return;
      await finish(started, (it) => it.kill()).catch(() => {}); // what it left behind, epmd for one
      for (const listener of listeners) listener(how);
    });
  }

  async function finish(one: ManagedProcess, how: (it: ManagedProcess) => Promise<void>): Promise<void> {
    asked.add(one);
    await how(one);
    if (current === one) current = brokerPid = null;
  }

  async function end(how: (it: ManagedProcess) => Promise<void>): Promise<void> {
    if (current !== null) await finish(current, how);
  }

  const gracefully = (it: ManagedProcess) =>
    it.terminate(it.family().find(launch.isBroker)?.pid ?? it.pid, launch.stopSignal);

  await start();
  return {
    kind,
    url,
    versions,
    settings,
    owned: true,
    cluster: null,
    pid: () => brokerPid,
    async suspend() {
      if (brokerPid !== null) process.kill(brokerPid, 'SIGSTOP');
    },
    kill: () => end((it) => it.kill()),
    async restart() {
      if (stopping !== null) throw new Error(`${what}: expected it not to be stopped before restart()`);
      await end(gracefully);
      await start(secondTryAfterMs).catch(async (error: unknown) => {
        if (stopping !== null) throw error;
        options.say(`${what} came back and serves nobody: it is started once more`);
        await start();
      });
    },
    stop() {
      stopping ??= end(gracefully).then(async () => {
        if (!options.keep) await rm(launch.folder, { recursive: true, force: true, maxRetries: 3 });
      });
      return stopping;
    },
    onUnexpectedExit: (listener) => void listeners.push(listener),
  };
}
