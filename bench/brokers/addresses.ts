/** The addresses of a list, one for each node: `host:port,host:port`, or URLs, in whose password a comma may stand. */
export const addressesOf = (list: string): string[] => list.split(list.includes('://') ? /,(?=\w+:\/\/)/ : ',');

/** The nodes of a list that are reached another way: each with its own address and the other one. */
export function waysTo(real: string, used: string): [broker: string, via: string][] {
  const ways = addressesOf(used);
  return addressesOf(real).flatMap((broker, node): [string, string][] => {
    const via = ways[node] ?? broker;
    return via === broker ? [] : [[broker, via]];
  });
}
