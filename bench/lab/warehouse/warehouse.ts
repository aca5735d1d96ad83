import { type OutsideOptions, outsideProcess, tellOutside } from '../outside-process.ts';
import { request } from '../request.ts';
import { WarehouseBooks, type WarehouseFaults, WarehouseLoad } from './warehouse-api.ts';
import type { WorkTime } from './work-time.ts';

/** What a lab is to have done outside of its services. */
export interface Work {
  time: WorkTime;
  /** Which order takes how long follows from it. */
  seed: number;
}

const spec = { name: 'warehouse', entry: new URL('./warehouse-process.ts', import.meta.url) };

export const warehouseProcess = (work: Work, options: OutsideOptions) =>
  outsideProcess(spec, { WAREHOUSE_WORK: work.time.text, WAREHOUSE_SEED: String(work.seed) }, options);

/** What it was asked and what it did, order by order. */
export const readBooks = async (url: string): Promise<WarehouseBooks> =>
  WarehouseBooks.parse((await request(`${url}/books`)).json);

export const readWarehouseLoad = async (url: string): Promise<WarehouseLoad> =>
  WarehouseLoad.parse((await request(`${url}/load`)).json);

/** What it does wrong from now on; of what is left out nothing. */
export const tellFaults = (url: string, faults: Partial<WarehouseFaults>): Promise<void> =>
  tellOutside(url, 'faults', faults);

/** What an order takes from now on. */
export const tellWork = (url: string, { text }: WorkTime): Promise<void> => tellOutside(url, 'work', { work: text });
