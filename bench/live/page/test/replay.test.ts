import { expect, test, vi } from 'vitest';
import type { Hello, LabEvent } from '../../protocol/events.ts';
import { Replay, readRecording } from '../browser/replay.ts';

const hello: Hello = { kind: 'hello', atMs: 1000, start: 'fresh', replay: false, picture: null };
const notice = (atMs: number): LabEvent => ({ kind: 'notice', atMs, lane: null, text: `at ${atMs}` });
const text = [{ recording: 1, hello }, ...[1500, 2500, 9000].map((atMs, n) => ({ id: `r.${n}`, event: notice(atMs) }))]
  .map((line) => JSON.stringify(line))
  .join('\n');

function replayed() {
  const told: string[] = [];
  const replay = new Replay(readRecording(text), {
    hello: () => told.push('hello'),
    event: ({ atMs }, isNew) => told.push(`${atMs}${isNew ? '' : ' caught up'}`),
  });
  return { replay, told };
}

test('what happened is told again in its own time', async () => {
  const { replay, told } = replayed();
  expect(told).toEqual(['hello']);
  await vi.waitFor(() => expect(told).toEqual(['hello', '1500']), { timeout: 3000 });
  replay.pause();
  expect(replay.isPlaying).toBe(false);
  expect(replay.lengthMs).toBe(8000);
});

test('at any moment the picture is that of everything before it', () => {
  const { replay, told } = replayed();
  replay.pause();
  replay.seek(2000);
  expect(told).toEqual(['hello', 'hello', '1500 caught up', '2500 caught up']);
  replay.seek(0);
  expect(told.at(-1)).toBe('hello');
});

test('a recording whose last line was cut off is read up to there', () => {
  expect(readRecording(text.slice(0, -5))).toHaveLength(3);
});
