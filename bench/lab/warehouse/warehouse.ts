import { join } from 'node:path';
import type { Guard } from '../../brokers/broker.ts';
import { request, send } from '../request.ts';
import { ServiceProcess } from '../service-process.ts';
import { WarehouseBooks, type WarehouseFaults, WarehouseLoad } from './warehouse-api.ts';
import type { WorkTime } from './work-time.ts';

/** What a lab is to have done outside of its services. */
export interface Work {
  time: WorkTime;
  /** Which order takes how long follows from it. */
  seed: number;
}

interface WarehouseOptions {
  work: Work;
  port: number;
  dataFolder: string;
  guard: Guard;
  say: (line: string) => void;
}

/** The warehouse as a process of the bench: on loopback, whatever the services listen on. Not started yet. */
export function warehouseProcess({ work, port, dataFolder, guard, say }: WarehouseOptions): ServiceProcess {
  return new ServiceProcess({
    spec: { name: 'warehouse', entry: new URL('./warehouse-process.ts', import.meta.url) },
    env: {
      PATH: process.env['PATH'] ?? '',
      LAB_HOST: HOST,
      LAB_PORT: String(port),
      LAB_DATA_DIR: dataFolder,
      LAB_LOG_LEVEL: 'warn',
      WAREHOUSE_WORK: work.time.text,
      WAREHOUSE_SEED: String(work.seed),
    },
    logFile: join(dataFolder, 'warehouse.log'),
    guard,
    say,
    watch: false,
  });
}

const HOST = '127.0.0.1';
export const warehouseUrl = (port: number): string => `http://${HOST}:${port}`;

/** What it was asked and what it did, order by order. */
export const readBooks = async (url: string): Promise<WarehouseBooks> =>
  WarehouseBooks.parse((await request(`${url}/books`)).json);

export const readWarehouseLoad = async (url: string): Promise<WarehouseLoad> =>
  WarehouseLoad.parse((await request(`${url}/load`)).json);

/** What it does wrong from now on; of what is left out nothing. */
export const tellFaults = (url: string, faults: Partial<WarehouseFaults>): Promise<void> =>
  tell(`${url}/faults`, faults);

/** What an order takes from now on. */
export const tellWork = (url: string, { text }: WorkTime): Promise<void> => tell(`${url}/work`, { work: text });

async function tell(url: string, told: object): Promise<void> {
  const { status } = await send('PUT', url, told);
  if (status !== 200) throw new Error(`The warehouse answered ${status}.`);
}
