import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { MachineCase } from '../machine-case.ts';
import { fails, start } from './helpers.ts';

const hasIpv6 = () => Object.values(networkInterfaces()).some((some) => some?.some(({ address }) => address === '::1'));
const noIpv6 = () => (hasIpv6() ? null : 'this machine has no ::1');

/** The port below which root alone may listen; 0: there is none. */
function privileged(): number {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));
  } catch {
    return 1024;
  }
}

/** Addresses and ports. */
export const addressCases: readonly MachineCase[] = [
  {
    title: 'LAB_HOST=::1: it serves there',
    where: 'here',
    args: start('sync-rest'),
    env: () => ({ LAB_HOST: '::1' }),
    quick: true,
    skip: noIpv6,
    must: 'serves',
  },
  {
    title: 'LAB_HOST is no address of this machine: it says so before anything is started',
    where: 'here',
    args: start('sync-rest'),
    env: () => ({ LAB_HOST: '192.0.2.1' }),
    quick: true,
    must: fails(/LAB_HOST: nothing can listen on 192\.0\.2\.1 here \(EADDRNOTAVAIL\)/),
  },
  {
    title: 'KAFKA_BROKERS names an address of IPv6 where nobody is: refused, and not awaited for ever',
    where: 'here',
    args: start('streaming-kafka'),
    env: () => ({ KAFKA_BROKERS: '[::1]:9' }),
    quick: true,
    skip: noIpv6,
    must: fails(
      /the Kafka named by KAFKA_BROKERS: expected a client to publish and read within 15 s, got: .*ECONNREFUSED/,
    ),
  },
  {
    title: 'AMQP_URL has a bare % in its password: it says how to write that',
    where: 'here',
    args: start('async-rabbitmq'),
    env: () => ({ AMQP_URL: 'amqp://ann:50%off@127.0.0.1:5672' }),
    quick: true,
    must: fails(/^(?![^]*50%off)[^]*AMQP_URL: a % in user, password or virtual host is written %25/),
  },
  {
    title: 'a port beyond the last one: refused',
    where: 'here',
    args: ['start', 'sync-rest', '--json', '--port', '65534'],
    quick: true,
    must: fails(/Port 65536 is beyond 65535/),
  },
  {
    title: 'port 80 as a user who is not root: told apart from a port in use',
    where: 'copy',
    args: ['start', '--', 'sync-rest', '--json', '--port', '80'],
    env: ({ outside }) => ({ HOME: outside }),
    stranger: 'owns',
    skip: () => (privileged() > 80 ? null : 'everybody may listen on port 80'),
    must: fails(/Port 80 may be opened by root alone: choose others with --port/),
  },
];
