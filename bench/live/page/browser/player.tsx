import { changed } from './lab.ts';
import type { Replay } from './replay.ts';

const minutes = (ms: number) =>
  `${Math.floor(ms / 60_000)}:${String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0')}`;

/** Plays a recording, stops it, and goes to any moment of it. */
export function Player({ replay }: { replay: Replay }) {
  const toggle = () => {
    if (replay.isPlaying) replay.pause();
    else replay.play();
    changed();
  };
  return (
    <div class="rate">
      <button type="button" onClick={toggle}>
        {replay.isPlaying ? 'Pause' : 'Play'}
      </button>
      <input
        type="range"
        min="0"
        max={replay.lengthMs}
        step="1000"
        value={replay.atMs}
        aria-label="Moment of the recording"
        aria-valuetext={`${minutes(replay.atMs)} of ${minutes(replay.lengthMs)}`}
        onInput={({ currentTarget }) => replay.seek(currentTarget.valueAsNumber)}
      />
      <span class="faint">
        {minutes(replay.atMs)} of {minutes(replay.lengthMs)}
      </span>
    </div>
  );
}
