import type { RunFile } from './run-file.ts';

/** run.json: indented, but one line per trial, which keeps a run of hundreds of trials small and its differences readable. */
export function runText({ trials, ...run }: RunFile): string {
  const frame = JSON.stringify({ ...run, trials: [] }, null, 2).replace(/\[\]\n\}$/, '');
  const lines = trials.map((trial) => `\n    ${JSON.stringify(trial)}`);
  return `${frame}[${lines.join(',')}\n  ]\n}\n`;
}
