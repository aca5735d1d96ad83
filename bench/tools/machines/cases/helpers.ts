const COULD_NOT_RUN = 3;

/** It ends with the code of what could not run, and says so. */
export const fails = (say: RegExp) => ({ exit: COULD_NOT_RUN, say });

export const start = (mode: string) => ['start', mode, '--json', '--port', '0'];

/** The same by npm, which wants `--` before options that are not its own. */
export const npmStart = (mode: string) => ['start', '--', mode, '--json', '--port', '0'];
