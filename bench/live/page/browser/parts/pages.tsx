import { useState } from 'preact/hooks';
import { Button } from './button.tsx';

export const PER_PAGE = 20;

/** Where somebody is in a list that comes in pages, each found by what the one before gave as `next`. */
export function usePages() {
  const [cursors, setCursors] = useState<string[]>([]);
  return {
    /** Of the page to show; undefined: the first. */
    cursor: cursors.at(-1),
    begin: () => setCursors([]),
    back: cursors.length === 0 ? null : () => setCursors(cursors.slice(0, -1)),
    on: (next: string) => setCursors([...cursors, next]),
  };
}

/** Two buttons: to the page before, and to the one behind `next`. */
export function TurnPages({
  pages: { back, on },
  next,
  words: [backwards, onwards],
}: {
  pages: ReturnType<typeof usePages>;
  next: string | null;
  words: [back: string, on: string];
}) {
  return (
    <>
      <Button off={back === null} onPress={() => back?.()}>
        {backwards}
      </Button>
      <Button off={next === null} onPress={() => next !== null && on(next)}>
        {onwards}
      </Button>
    </>
  );
}
