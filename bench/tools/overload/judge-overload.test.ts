import { expect, test } from 'vitest';
import { nodeFlags } from '../../lab/node-flags.ts';
import { modes } from '../../modes.ts';
import { read } from '../../test/sources.ts';
import { brokerMiB, serviceMiB } from './judge-overload.ts';

test.each(modes)('the memory bounds are those of the compose file of $name', ({ name, broker }) => {
  const limits = [...read(`${name}/docker-compose.yml`).matchAll(/mem_limit: (\d+)([mg])/g)];
  const [service, first] = limits.map(([, size, unit]) => Number(size) * (unit === 'g' ? 1024 : 1));
  expect(service).toBe(serviceMiB);
  if (broker) expect(first).toBe(brokerMiB(broker.kind));
});

test('a service in a container is started with the flags that it has here', () => {
  expect(read('Dockerfile')).toContain(`ENTRYPOINT ${JSON.stringify(['node', ...nodeFlags]).replaceAll(',', ', ')}`);
});
