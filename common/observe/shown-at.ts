type Show = () => Promise<string>;

/** What whoever looks after services shows them as `Authorization`, by their origins. A service of ours shows nothing from here. */
const shows = new Map<string, Show>();

/** From now on requests of this process to these URLs show it. Returns how to end that. */
export function showAt(urls: readonly string[], show: Show): () => void {
  const origins = urls.map((url) => new URL(url).origin);
  for (const origin of origins) shows.set(origin, show);
  return () => {
    for (const origin of origins) shows.delete(origin);
  };
}

/** The header for a request to there; none where nobody asks for it. */
export async function shownAt(url: string): Promise<Record<string, string>> {
  const show = shows.size === 0 ? undefined : shows.get(new URL(url).origin);
  return show ? { authorization: await show() } : {};
}
