import list from 'big-list-of-naughty-strings' with { type: 'json' };

/** Strings that have broken software before: scripts, formats, control characters, emoji, injections. */
export const naughtyStrings: readonly string[] = list as string[];
