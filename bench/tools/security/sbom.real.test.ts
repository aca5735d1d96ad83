import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { read } from '../../test/sources.ts';

interface Bom {
  bomFormat: string;
  components: { name: string; version: string; purl: string }[];
}

const cwd = fileURLToPath(new URL('../../..', import.meta.url));

/** Name and version of what the lockfile holds for services and bench, as far as this platform has it. */
function expected(): string[] {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { version?: string; dev?: boolean; link?: boolean }>;
  };
  const runs = Object.entries(packages).filter(
    ([path, { dev, link }]) => path.startsWith('node_modules/') && !dev && !link && existsSync(`${cwd}${path}`),
  );
  return runs.map(([path, { version }]) => `${path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`);
}

test('the bill of materials lists what runs with the services, and no tool', async () => {
  const { stdout } = await execa('npm', ['run', '--silent', 'sbom'], { cwd });
  const { bomFormat, components } = JSON.parse(stdout) as Bom;
  expect(bomFormat).toBe('CycloneDX');
  const listed = new Set(components.map(({ purl }) => decodeURIComponent(purl.replace('pkg:npm/', ''))));
  expect(expected().length).toBeGreaterThan(100);
  expect(expected().filter((one) => !listed.has(one))).toEqual([]);
  const names = components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['express', 'better-sqlite3', 'undici', 'amqplib', 'kafkajs', 'zod']));
  expect(names.filter((name) => /^(vitest|typescript|knip|oxlint)$/.test(name))).toEqual([]);
});
