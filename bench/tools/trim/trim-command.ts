import { trimRun } from './trim-run.ts';

const MEGABYTE = 1_000_000;

/** `bench trim`: prints what was left out, and how large the folder is now. Exit code 1 when it is still too large. */
export async function trimCommand(folder: string, { megabytes }: { megabytes: number }): Promise<number> {
  const { bytes, leftOut } = await trimRun(folder, megabytes * MEGABYTE);
  for (const trial of leftOut) console.log(`left out: the history of ${trial}`);
  const now = (bytes / MEGABYTE).toFixed(2);
  console.log(`${folder} has ${now} MB now, ${leftOut.length} histories were left out.`);
  if (bytes <= megabytes * MEGABYTE) return 0;
  console.log(`That is more than ${megabytes} MB even without histories.`);
  return 1;
}
