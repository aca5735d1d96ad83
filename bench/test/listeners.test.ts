import { expect, test } from 'vitest';
import { codeOf, isTest, sources } from './sources.ts';

/** Calls that open a port; with the address that each is given. */
const opening = sources
  .filter((path) => !isTest(path))
  .flatMap((path) =>
    [...codeOf(path).matchAll(/\.listen\(([^)]+)\)?/g)]
      .map(([, args = '']) => ({ path, args: args.replaceAll(/\s+/g, ' ') }))
      .filter(({ args }) => args.trim() !== ''),
  );

test('whatever opens a port names the address: loopback, or the setting that is loopback by default', () => {
  expect(opening.length).toBeGreaterThanOrEqual(5);
  const loopback = /'127\.0\.0\.1'|\bhost: HOST\b|settings\.LAB_HOST\b|^onLoopback\(/;
  expect(opening.filter(({ args }) => !loopback.test(args))).toEqual([]);
});

test('inside a service only the HTTP server opens a port: there is no second door for operators', () => {
  const services = opening.filter(({ path }) => !path.startsWith('bench/'));
  expect(services.map(({ path }) => path)).toEqual(['common/http/wide-listener.ts']);
});

test('of the fault plane only the links of the proxy listen: its orders come from its parent, over no port', () => {
  const faults = opening.filter(({ path }) => path.startsWith('bench/faults/'));
  expect(faults.map(({ path }) => path)).toEqual(['bench/faults/proxy/link-proxy.ts']);
});

test('nothing listens with a debugger, nor lets a JVM be managed from outside', () => {
  const doors = /--inspect|jmxremote|JMX_PORT|--enable-prometheus|rabbitmq-plugins/;
  expect(sources.filter((path) => !isTest(path) && doors.test(codeOf(path)))).toEqual([]);
});
