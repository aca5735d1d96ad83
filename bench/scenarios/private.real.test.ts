import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { familyOf, startedAt } from '../brokers/process-tree.ts';
import { request, send } from '../lab/request.ts';
import { until } from '../lab/until.ts';
import { hostListeners } from '../tools/compose/host-listeners.ts';
import { allModes, modesNamed, useLab } from './with-lab.ts';

process.env['TOKEN_OF_SOMEBODY'] = 'not-for-services'; // this file runs in a process of its own

/** AMQP, Erlang distribution, epmd; clients and controller. */
const brokerPorts: Record<string, number> = { rabbitmq: 3, kafka: 2 };

/** This process and everything it started. */
const family = () => familyOf({ pid: process.pid, started: startedAt(process.pid) ?? '' }).map(({ pid }) => pid);
/** Arguments or environment of a process; nothing of one that has ended meanwhile. */
function about(pid: number | null, what: 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    return '';
  }
}
/** Every file below a folder with one of these endings. */
const filesIn = (folder: string, ending: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name));

describe.runIf(process.platform === 'linux').each(allModes)('what a running lab shows of itself, in $name', (mode) => {
  const testLab = useLab(mode, { ownBroker: mode.broker !== null, settings: { LAB_LOG_LEVEL: 'debug' } });

  test('every port of it is open on loopback alone, those beside the way in included', () => {
    const ours = new Set(family());
    const own = (hostListeners() ?? []).filter(({ pid }) => pid !== null && ours.has(pid));
    expect(own.filter(({ address }) => address !== '127.0.0.1' && address !== '::1')).toEqual([]);
    expect(new Set(own.map(({ port }) => port)).size).toBe(
      mode.services.length + (brokerPorts[mode.broker?.kind ?? ''] ?? 0),
    );
  });

  test('a service sees no more of the environment than it needs', () => {
    const { lab } = testLab();
    for (const { role } of mode.services) {
      const environment = about(lab.service(role).pid, 'environ');
      expect(environment).toContain('LAB_DATA_DIR=');
      expect(environment).not.toContain('not-for-services');
    }
  });

  test('a log holds JSON lines alone, and no e-mail address, however it came', async () => {
    const { lab, shop, folder } = testLab();
    const rejected = await shop.place([{ sku: 'NO-SUCH-SKU', quantity: 1 }]);
    const confirmed = await shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }]);
    for (const { json } of [rejected, confirmed]) await shop.told(json.orderId);
    await send('POST', shop.ordersUrl, { customer: { name: '\u0000\u001b[31m\n', email: 'bad@load.example' } });
    const poison = JSON.stringify({ type: 'OrderPlaced', data: { customer: { email: 'poison@load.example' } } });
    await lab.operator.inject('inventory', Buffer.from(poison), '00000000-0000-7000-8000-000000000000');
    const logs = mode.services.map(({ name }) => join(folder, 'stores', `${name}.log`));
    const read = () => logs.map((file) => readFileSync(file, 'utf8')).join('');
    await until('the refusals are in the logs', () => /parked|request refused/.test(read()));
    const lines = read().trimEnd().split('\n');
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ service: expect.any(String) });
    const control = (text: string) => text.split('').some((char) => char < ' ');
    expect(lines.filter((line) => control(line) || line.includes('@load.example'))).toEqual([]);
  });

  test('what it keeps can be read by its owner alone', () => {
    const { folder } = testLab();
    // Nobody else gets into the first of these; the others are looked at in case one of them is copied elsewhere.
    const kept = [
      folder,
      join(folder, 'stores'),
      ...filesIn(folder, /\.sqlite(-wal)?$|-service\.log$|(rabbitmq|kafka)\.log$|\.conf$|server\.properties$/),
    ];
    expect(kept.length).toBeGreaterThanOrEqual(2 + 2 * mode.services.length);
    expect(kept.filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux').each(modesNamed('async-rabbitmq'))('its secrets, in $name', (mode) => {
  const testLab = useLab(mode, { ownBroker: true, settings: { LAB_LOG_LEVEL: 'debug' } });

  test('the password of the broker is in no argument, no log and no answer', async () => {
    const { lab, broker, folder, shop } = testLab();
    const { password } = new URL(broker?.url ?? '');
    expect(password).toMatch(/^\w{32,}$/);
    expect(about(lab.service('orders').pid, 'environ'), 'where it is').toContain(password);
    expect(family().filter((pid) => about(pid, 'cmdline').includes(password))).toEqual([]);
    await send('POST', shop.ordersUrl, '{');
    await broker?.kill(); // what is said when it is gone, too
    await until('its end is in the logs', () =>
      readFileSync(join(folder, 'stores/order-service.log'), 'utf8').includes('not reachable'),
    );
    const logs = filesIn(folder, /\.log$/);
    expect(logs.length).toBeGreaterThanOrEqual(mode.services.length + 1);
    expect(logs.filter((file) => readFileSync(file, 'utf8').includes(password))).toEqual([]);
    for (const url of Object.values(lab.urls)) {
      for (const path of ['/ready', '/metrics', '/openapi.json', '/asyncapi.json']) {
        expect((await request(url + path)).text).not.toContain(password);
      }
    }
    await broker?.restart();
    await lab.ready();
  });

  test('guest cannot log in', async () => {
    const own = new URL(testLab().broker?.url ?? '');
    await expect(mode.broker?.probe(own.href)).resolves.toBeUndefined();
    own.username = own.password = 'guest';
    await expect(mode.broker?.probe(own.href)).rejects.toThrow(/ACCESS[_-]REFUSED|403/i);
  });
});
