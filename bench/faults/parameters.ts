import { z } from 'zod';

/** A figure of a fault that whoever injects it may choose: a whole number. */
export interface FaultParameter {
  /** What it is, beside its value and unit. */
  label: string;
  unit: 'ms' | '%' | '/s' | 'KiB/s' | 'bytes' | 'pieces' | 'orders';
  /** Where nobody chooses. */
  usual: number;
  least: number;
  most: number;
}

export type FaultParameters<Name extends string = string> = Readonly<Record<Name, FaultParameter>>;

/** What somebody chose, by the names of the parameters; of what is left out the usual. */
export type FaultValues = Readonly<Record<string, number>>;

/** What a fault works with: what was chosen, else the usual. */
export function valuesOf<Name extends string>(
  parameters: FaultParameters<Name>,
  chosen: FaultValues,
): Record<Name, number> {
  const entries = Object.entries<FaultParameter>(parameters).map(([name, { usual }]) => [name, chosen[name] ?? usual]);
  return Object.fromEntries(entries) as Record<Name, number>;
}

/** What may be chosen. */
export const valuesSchema = (parameters: FaultParameters = {}) =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(parameters).map(([name, { least, most }]) => [name, z.int().min(least).max(most).optional()]),
    ),
  );
