import type { z } from 'zod';
import type { Settings } from '../../../common/base/config.ts';
import type { Mode } from '../../../common/mode.ts';
import type { Shape } from '../../../common/workflow/message-table.ts';
import { type OutsideOptions, outsideProcess, tellOutside } from '../outside-process.ts';
import { request } from '../request.ts';
import { type AddedFaults, FaultHits, ProviderBooks, type ProviderFaults, ProviderTotals } from './provider-api.ts';

/** How orders of a lab are paid, and how its provider behaves. */
export interface Paying {
  shape: Exclude<Settings['LAB_PAYMENT'], 'off'>;
  faults?: Partial<ProviderFaults>;
  /** Which cards are declined and which calls go wrong follow from it. */
  seed: number;
}

const spec = { name: 'provider', entry: new URL('./provider-process.ts', import.meta.url) };

export const providerProcess = ({ faults = {}, seed }: Paying, options: OutsideOptions) =>
  outsideProcess(
    spec,
    {
      LAB_MAX_LATE_MS: '60000', // a shop that asks too much of it is not what is looked at
      PROVIDER_FAULTS: JSON.stringify(faults),
      PROVIDER_SEED: String(seed),
    },
    options,
  );

/** Every movement of money, and how often it was asked. */
export const readProvider = async (url: string): Promise<ProviderBooks> =>
  ProviderBooks.parse((await request(`${url}/books`)).json);

export const readTotals = async (url: string): Promise<ProviderTotals> =>
  ProviderTotals.parse((await request(`${url}/totals`)).json);

/** What it does wrong from now on; of what is left out nothing. */
export const tellProvider = (url: string, faults: Partial<ProviderFaults>): Promise<void> =>
  tellOutside(url, 'faults', faults);

/** What it does wrong besides, under a name; null: no longer. */
export const addToProvider = (url: string, by: string, faults: Partial<ProviderFaults> | null): Promise<void> =>
  tellOutside(url, 'faults/added', { by, faults } satisfies z.input<typeof AddedFaults>);

/** How often what was added has struck so far. */
export const hitsAtProvider = async (url: string): Promise<FaultHits> =>
  FaultHits.parse((await request(`${url}/faults/hits`)).json);

/** A provider as one meets it: it takes its time, and declines some cards. */
export const usual = { delayMs: 20, declined: 0.1 };
/** And one that is not well: some calls fail, and of some the answer is lost after the money moved. */
export const unwell = { ...usual, errors: 0.05, lost: 0.02 };

/** As an option says; null: nothing is paid. */
export const payingOf = (shape: Settings['LAB_PAYMENT'], seed: number, faults: Partial<ProviderFaults> = usual) =>
  shape === 'off' ? null : ({ shape, seed, faults } satisfies Paying);

/** How orders are paid in a mode that is one of several: as was asked, or as its medium can. */
export function shapeIn({ payment: { shapes } }: Mode, asked: Shape): Shape {
  const [can = 'off'] = shapes;
  return asked === 'off' || shapes.includes(asked) ? asked : can;
}

/** Throws where a mode cannot carry the shape. */
export function refuseUnknownShape(modes: readonly Mode[], shape: Settings['LAB_PAYMENT'] | undefined): void {
  if (shape === undefined || shape === 'off') return;
  const unable = modes.filter(({ payment }) => !payment.shapes.includes(shape)).map(({ name }) => name);
  if (unable.length > 0) throw new Error(`Not in ${unable.join(', ')}: --payment ${shape}.`);
}
