import { expect, test } from 'vitest';
import { modes } from '../modes.ts';
import { portOrder } from '../process/lab.ts';
import { read } from './sources.ts';

test.each(Object.values(modes))('npm start and containers give the services of $name the same ports', (mode) => {
  const { name, firstPort, services } = mode;
  const published = [...read(`${name}/docker-compose.yml`).matchAll(/\$\{([A-Z]+)_PORT:-(\d+)\}/g)];
  const inContainers = published.map(([, role = '', port]) => [role.toLowerCase(), Number(port)]);
  const roles = portOrder.filter((role) => services.some((service) => service.role === role));
  expect(Object.fromEntries(inContainers)).toEqual(
    Object.fromEntries(roles.map((role, index) => [role, firstPort + index])),
  );
});
