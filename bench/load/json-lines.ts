/** The values of a file with one JSON text per line. Taken line by line: a string holds at most half a GiB, a soak writes more. */
export function jsonLines<Value>(bytes: Buffer): Value[] {
  const values: Value[] = [];
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, from);
    const to = newline < 0 ? bytes.length : newline;
    if (to > from) values.push(JSON.parse(bytes.toString('utf8', from, to)) as Value);
    from = to + 1;
  }
  return values;
}
