import type { IncomingHttpHeaders } from 'node:http';

/** A strong tag (RFC 9110, 8.8.3): equal tags, equal bytes. `id` and `version` have no quotation mark. */
export const entityTag = (id: string, version: number): string => `"${id}-${version}"`;

/** Whether the caller has what this tag names, by its If-None-Match: a list of tags, weak ones too, or `*` for any. */
export function hasAlready({ 'if-none-match': given }: IncomingHttpHeaders, tag: string): boolean {
  if (given === undefined) return false;
  return given.split(',').some((each) => {
    const one = each.trim();
    return one === '*' || one.replace(/^W\//, '') === tag;
  });
}
