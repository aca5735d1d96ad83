import { useCallback, useEffect, useState } from 'preact/hooks';
import { Refused, read } from '../ask.ts';

const LANE_EVERY_MS = 2000;

/** What the lab answers at this path, read again every so often while somebody looks; and how to read it now. */
export function useRead<Answer>(
  path: string,
  everyMs: number | null,
): { answer: Answer | null; refused: string | null; again: () => void } {
  const [state, setState] = useState<{ path: string; answer: Answer | null; refused: string | null }>({
    path,
    answer: null,
    refused: null,
  });
  const again = useCallback(() => {
    read<Answer>(path).then(
      (answer) => setState({ path, answer, refused: null }),
      (error: unknown) =>
        setState({ path, answer: null, refused: error instanceof Refused ? error.message : String(error) }),
    );
  }, [path]);
  useEffect(() => {
    again();
    if (everyMs === null) return;
    const timer = setInterval(again, everyMs);
    return () => clearInterval(timer);
  }, [again, everyMs]);
  const isOf = state.path === path;
  return { answer: isOf ? state.answer : null, refused: isOf ? state.refused : null, again };
}

/** The same of what one lane holds, as often as it changes for a person who watches. */
export const useLaneRead = <Answer>(lane: string, what: string) =>
  useRead<Answer>(`/api/lanes/${encodeURIComponent(lane)}/${what}`, LANE_EVERY_MS);
