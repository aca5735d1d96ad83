/**
 * Gives equal strings of many parsed lines one place in memory. An order id stands in a dozen rows of history and final
 * reads: shared, evidence of 500,000 orders takes a third less. Use one sharer per file set and drop it afterwards.
 */
export function createStringSharer(): <T>(parsed: T) => T {
  const known = new Map<string, string>();
  const share = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const earlier = known.get(value);
      if (earlier !== undefined) return earlier;
      known.set(value, value);
    } else if (typeof value === 'object' && value !== null) {
      const members = value as Record<string, unknown>;
      for (const name of Object.keys(members)) {
        const member = members[name];
        if (typeof member === 'string' || typeof member === 'object') members[name] = share(member);
      }
    }
    return value;
  };
  return (parsed) => share(parsed) as typeof parsed;
}
