import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../common/base/make-folder.ts';
import type { Broker, BrokerOptions } from './broker.ts';
import { loopbackPorts } from './ports.ts';
import { type Launch, runBroker } from './running-broker.ts';

const ATTEMPTS = 3;
const PORT_TAKEN = /eaddrinuse|address already in use|failed to bind|socket server failed/i;

/**
 * Starts a broker in a fresh private folder on ports nobody uses; on others when somebody took one of them in the
 * moment between. When it fails for good, its folder is gone (unless `keep`).
 *
 * @param portCount how many ports `prepare` is given
 * @param prepare writes settings into the folder and says what to start
 */
export async function startOnFreePorts(
  kind: Broker['kind'],
  portCount: number,
  options: BrokerOptions,
  prepare: (folder: string, ports: number[]) => Promise<Launch>,
): Promise<Broker> {
  makeFolder(options.dataFolder);
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(options.dataFolder, `${kind}-`));
    if (!options.keep) options.guard.folder(folder);
    let logFile = '';
    try {
      const launch = await prepare(folder, await loopbackPorts(portCount));
      logFile = launch.logFile;
      return await runBroker(launch, options);
    } catch (error) {
      const log = await readFile(logFile, 'utf8').catch(() => '');
      if (!options.keep) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      if (attempt === ATTEMPTS || !PORT_TAKEN.test(log)) throw error;
      options.say(`${kind}: a port was taken meanwhile, trying others`);
    }
  }
}
