import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { modes } from '../../modes.ts';
import { benchOverride } from './container-lab.ts';

interface Override {
  services: Record<string, { environment?: Record<string, string>; ports?: string[]; [member: string]: unknown }>;
}

test.each(modes)('in $name the bench adds settings and one way to the broker, and nothing more', (mode) => {
  const { services } = benchOverride(mode, { LAB_STOCK: '7' }, 15_001) as Override;
  const compose = readFileSync(
    fileURLToPath(new URL(`../../../${mode.name}/docker-compose.yml`, import.meta.url)),
    'utf8',
  );
  for (const [name, added] of Object.entries(services)) {
    expect(compose, name).toContain(`\n  ${name}:\n`);
    if (name !== 'broker') expect(added).toEqual({ environment: { LAB_STOCK: '7' } });
  }
  for (const { name } of mode.services) expect(Object.keys(services)).toContain(name);
  const { broker, ...others } = services;
  expect(Object.values(others).some(({ ports }) => ports)).toBe(false);
  expect(broker === undefined).toBe(mode.broker === null);
  if (broker) expect(broker.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:15001:\d+$/)]);
});
