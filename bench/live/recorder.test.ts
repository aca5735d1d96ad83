import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { Recorded, Recording } from './protocol/events.ts';
import { StreamRecorder } from './recorder.ts';
import { LabStream } from './server/lab-stream.ts';

test('what was streamed is what a recording holds, line by line, while it is being written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const hello = { kind: 'hello', atMs: 1, start: 'fresh', replay: false, picture: null } as const;
  const recorder = new StreamRecorder(join(folder, 'recording.jsonl'), hello);
  onTestFinished(() => recorder.close());
  const stream = new LabStream('run');
  stream.subscribe((sent) => recorder.take(sent));
  stream.publish({ kind: 'notice', atMs: 2, lane: null, text: 'one\n</script>' });
  stream.publish({ kind: 'notice', atMs: 3, lane: null, text: 'two' });
  const [first = '', ...lines] = (await text(await recorder.read())).trimEnd().split('\n');
  expect(Recording.parse(JSON.parse(first)).hello).toEqual(hello);
  const recorded = lines.map((line) => Recorded.parse(JSON.parse(line)));
  expect(recorded.map(({ id }) => id)).toEqual(['run.1', 'run.2']);
  expect(recorded[0]?.event).toMatchObject({ text: 'one\n</script>' });
});
