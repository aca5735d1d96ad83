import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { parseJson } from '../../common/contracts/decode.ts';
import { serviceContext } from '../../common/testing/service-context.ts';
import { CallFailed } from '../transport/call-failed.ts';
import { createTransport } from '../transport.ts';

const ANSWER_MS = 600;
const DEADLINE_MS = 2000;
const POOL = 2;

test('behind a slow dependency no call is begun that could not be answered in time: what waits too long is refused, and never arrives', async () => {
  let arrived = 0;
  const slow = createServer((_request, response) => {
    arrived++;
    void setTimeout(ANSWER_MS).then(() => response.end('{}'));
  });
  slow.listen(0, '127.0.0.1');
  await once(slow, 'listening');
  const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
  const transport = createTransport(
    serviceContext({ LAB_POOL_SIZE: String(POOL), INVENTORY_URL: url, NOTIFICATION_URL: url }),
  );
  const deadline = Date.now() + DEADLINE_MS;
  const ends = await Promise.allSettled(
    Array.from({ length: 20 }, () => transport.call('inventory', '/reserve', '{}', parseJson, deadline)),
  );
  const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as CallFailed] : []));
  expect(ends.length - failures.length).toBe(2 * POOL); // begun at 0 and after 600 ms; the next would be after 1200
  expect(arrived).toBe(2 * POOL);
  for (const failure of failures) {
    expect(failure).toBeInstanceOf(CallFailed);
    expect(failure).toMatchObject({ definite: true, timedOut: false });
  }
  expect(Date.now()).toBeLessThan(deadline);
  // It was no failure of the dependency: its circuit stays closed.
  await expect(transport.call('inventory', '/reserve', '{}', parseJson, Date.now() + DEADLINE_MS)).resolves.toEqual({});
  await transport.close();
  slow.closeAllConnections();
  slow.close();
});
