import { expect, test } from 'vitest';
import { ConfigError } from '../../common/base/config.ts';
import { openChannel } from '../operate/connect.ts';

test.each([
  'amqp://127.0.0.1:1',
  'amqp://lab@127.0.0.1:1',
  'amqp://:secret@127.0.0.1:1',
  'http://lab:secret@127.0.0.1:1',
  '',
])('amqplib falls back to guest:guest when the URL has no credentials: %j is refused instead', async (url) => {
  const refusal = await openChannel(url).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ConfigError);
  expect(String(refusal)).not.toContain(':secret');
});
