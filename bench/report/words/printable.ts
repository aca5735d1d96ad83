/**
 * Text from outside without what a terminal, or an editor, obeys instead of showing: control characters (all but the line
 * feed and the tab) and those that turn the direction of a line around. They become `\u001b` and the like, which is also how JSON
 * spells them.
 */
export function printable(text: string): string {
  return text.replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const OBEYED = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
