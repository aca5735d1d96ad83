import { expect, test } from 'vitest';
import { GATEWAY_PORT } from '../lab/gateway/gateway.ts';
import { portOrder } from '../lab/lab.ts';
import { outsideOf } from '../lab/outside.ts';
import { payingOf } from '../lab/provider/provider.ts';
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

test.each(modes)('npm start with all that a shop has, and its containers, give $name the same ports', (mode) => {
  const { name, firstPort, services, payment } = mode;
  const published = [...read(`${name}/docker-compose.shop.yml`).matchAll(/\$\{([A-Z]+)_PORT:-(\d+)\}/g)];
  let next = firstPort + services.length;
  const takePort = () => next++;
  const payments = takePort();
  const its = { dataFolder: '', guard: { pid() {}, forget() {}, folder() {} }, say: () => {} };
  const outside = outsideOf(
    { work: null, paying: payingOf(payment.shapes[0] ?? 'off', 1), mail: { seed: 1 }, ...its },
    takePort,
  );
  expect(Object.fromEntries(published.map(([, role = '', port]) => [role.toLowerCase(), Number(port)]))).toEqual({
    payments,
    ...Object.fromEntries(outside.map(({ name: who, url }) => [who, Number(new URL(url).port)])),
    customers: takePort(),
    gateway: firstPort + GATEWAY_PORT,
  });
});

/** The Fetch Standard's bad ports that begin with 4: lockd and ManageSieve. */
const refusedByBrowsers = [4045, 4190];

test.each(modes)('a browser opens every port that the compose files of $name publish', ({ name }) => {
  const text = ['docker-compose.yml', 'docker-compose.debug.yml', 'docker-compose.shop.yml']
    .map((file) => read(`${name}/${file}`))
    .join('\n');
  const published = [...text.matchAll(/"127\.0\.0\.1:(?:\$\{\w+:-)?(\d+)\}?:\d+"/g)].map(([, port]) => Number(port));
  expect(published.length).toBeGreaterThan(6);
  expect(published.filter((port) => refusedByBrowsers.includes(port))).toEqual([]);
});
