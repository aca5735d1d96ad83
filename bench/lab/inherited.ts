const needed = ['PATH', 'HOME', 'TZ', 'LANG', 'NODE_EXTRA_CA_CERTS', 'NODE_COMPILE_CACHE'];

/** Services see no more of our environment than they need; LAB_* settings given by the user reach them. */
export function inherited(): Record<string, string> {
  const passed = Object.entries(process.env).filter(([name]) => needed.includes(name) || name.startsWith('LAB_'));
  return Object.fromEntries(passed.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
