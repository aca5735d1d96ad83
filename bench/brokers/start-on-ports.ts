import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../common/base/make-folder.ts';
import type { Broker, BrokerOptions } from './broker.ts';
import { loopbackPorts } from './ports.ts';
import { type Launch, runBroker } from './running-broker.ts';
import { type ClusterLaunch, runCluster } from './running-cluster.ts';

const ATTEMPTS = 3;
const PORT_TAKEN = /eaddrinuse|address already in use|failed to bind|socket server failed/i;

/**
 * Starts a broker in a fresh private folder on ports nobody uses; on others when somebody took one of them in the
 * moment between. When it fails for good, its folder is gone (unless `keep`).
 *
 * @param portCount how many ports `prepare` is given
 * @param prepare writes settings into the folder and says what to start
 */
export const startOnFreePorts = (
  kind: Broker['kind'],
  portCount: number,
  options: BrokerOptions,
  prepare: (folder: string, ports: number[]) => Promise<Launch>,
): Promise<Broker> =>
  tryFreePorts(kind, portCount, options, async (folder, ports, logFiles) => {
    const launch = await prepare(folder, ports);
    logFiles.push(launch.logFile);
    return runBroker(launch, options);
  });

/** The same for several nodes. */
export const startNodesOnFreePorts = (
  kind: Broker['kind'],
  portCount: number,
  options: BrokerOptions,
  prepare: (folder: string, ports: number[]) => Promise<ClusterLaunch>,
): Promise<Broker> =>
  tryFreePorts(kind, portCount, options, async (folder, ports, logFiles) => {
    const launch = await prepare(folder, ports);
    logFiles.push(...launch.nodes.map(({ logFile }) => logFile));
    return runCluster(launch, options);
  });

/** `start` names the logs in which a port that is taken would stand. */
async function tryFreePorts(
  kind: Broker['kind'],
  portCount: number,
  options: BrokerOptions,
  start: (folder: string, ports: number[], logFiles: string[]) => Promise<Broker>,
): Promise<Broker> {
  makeFolder(options.dataFolder);
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(options.dataFolder, `${kind}-`));
    if (!options.keep) options.guard.folder(folder);
    const logFiles: string[] = [];
    try {
      return await start(folder, await loopbackPorts(portCount), logFiles);
    } catch (error) {
      const logs = await Promise.all(logFiles.map((file) => readFile(file, 'utf8').catch(() => '')));
      if (!options.keep) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      if (attempt === ATTEMPTS || !logs.some((log) => PORT_TAKEN.test(log))) throw error;
      options.say(`${kind}: a port was taken meanwhile, trying others`);
    }
  }
}
