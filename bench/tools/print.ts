import { printable } from '../report/words/printable.ts';

/** What a command has found, on stdout. Words of a run folder, a log or a broker may be in it: they stay words. */
export const print = (text: string): void => console.log(printable(text));

/** What a command tells meanwhile, on stderr. */
export const tell = (text: string): void => console.error(printable(text));
