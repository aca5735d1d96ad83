import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Measure } from '../ceiling-context.ts';
import { measureIn } from '../child.ts';

interface Measured {
  raw: number;
  ours: number;
  limiter?: string[];
}

const SECONDS = 1.2;

/** Row 7: the store layer against bare statements. */
export const measureStore: Measure = async ({ session, block, durability, profile }) => {
  const folder = join(session.folder, `ceiling-store-${block}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    const file = new URL('../raw/store.ts', import.meta.url);
    const told = await measureIn<Measured>(file, { seconds: SECONDS, profile, folder, durability }, session.guard);
    return [{ id: 'store', block, ...told }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Row 8: the contracts against JSON. */
export const measureJson: Measure = async ({ session, block, profile }) => {
  const file = new URL('../raw/json.ts', import.meta.url);
  type Told = Record<'decode' | 'encode', Measured>;
  const { decode, encode } = await measureIn<Told>(file, { seconds: SECONDS, profile }, session.guard);
  return [
    { id: 'decode', block, ...decode },
    { id: 'encode', block, ...encode },
  ];
};
