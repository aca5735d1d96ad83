import { expect, test } from 'vitest';
import { portOrder } from '../lab/lab.ts';
import { modes } from '../modes.ts';
import { read } from './sources.ts';

test.each(modes)('npm start and containers give the services of $name the same ports', (mode) => {
  const { name, firstPort, services } = mode;
  const published = [...read(`${name}/docker-compose.yml`).matchAll(/\$\{([A-Z]+)_PORT:-(\d+)\}/g)];
  const inContainers = published.map(([, role = '', port]) => [role.toLowerCase(), Number(port)]);
  const roles = portOrder.filter((role) => services.some((service) => service.role === role));
  expect(Object.fromEntries(inContainers)).toEqual(
    Object.fromEntries(roles.map((role, index) => [role, firstPort + index])),
  );
});

/** The Fetch Standard's bad ports that begin with 4: lockd and ManageSieve. */
const refusedByBrowsers = [4045, 4190];

test.each(modes)('a browser opens every port that the compose files of $name publish', ({ name }) => {
  const text = ['docker-compose.yml', 'docker-compose.debug.yml'].map((file) => read(`${name}/${file}`)).join('\n');
  const published = [...text.matchAll(/"127\.0\.0\.1:(?:\$\{\w+:-)?(\d+)\}?:\d+"/g)].map(([, port]) => Number(port));
  expect(published.length).toBeGreaterThan(6);
  expect(published.filter((port) => refusedByBrowsers.includes(port))).toEqual([]);
});
