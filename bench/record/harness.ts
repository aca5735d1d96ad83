/** Processes that are there to measure, to break or to be asked, by their names in `ProcessUse`: no order costs what they use. */
export const harness: ReadonlySet<string> = new Set(['generator', 'bench', 'proxy', 'warehouse']);
