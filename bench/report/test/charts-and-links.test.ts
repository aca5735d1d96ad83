import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { RunFile } from '../../record/run-file.ts';
import { slug } from '../markdown/markdown.ts';
import { rendered, violate } from '../testing/rendered.ts';
import { xmlFault } from '../testing/xml-fault.ts';

test('charts are well-formed XML with a size and a background of their own', async () => {
  const { folder } = await rendered();
  const files = await readdir(join(folder, 'charts'));
  expect(files).toHaveLength(5);
  for (const file of files) {
    const svg = await readFile(join(folder, 'charts', file), 'utf8');
    expect(xmlFault(svg), file).toBeNull();
    expect(svg).toMatch(/^<svg width="920" height="\d+" xmlns=/);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  }
  expect(xmlFault('<a><b></a>')).not.toBeNull();
});

test('every link leads to a file or a heading that is there', async () => {
  const { folder, root } = await rendered({ change: violate });
  for (const file of [join(folder, 'report.md'), join(root, 'comparison.md')]) {
    const text = await readFile(file, 'utf8');
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThan(10);
    for (const link of links) {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? file : resolve(dirname(file), decodeURIComponent(path));
      expect((await stat(target)).isFile(), link).toBe(true);
      if (anchor !== undefined) expect(anchors(await readFile(target, 'utf8')), link).toContain(anchor);
    }
  }
});

test('no folder of this machine is named', async () => {
  const { report, comparison, root } = await rendered();
  for (const text of [report, comparison]) {
    expect(text).not.toContain(root);
    expect(text).not.toMatch(/\/(home|root|tmp|work|Users)\//);
  }
});

test('markup in reasons and settings stays text', async () => {
  const inject = (run: RunFile) => {
    run.fairness.push({ setting: 'a | b', values: { 'sync-rest': '<img src=x> `c` *d*\n# e' } });
  };
  const { report } = await rendered({ change: inject });
  expect(report).toContain('a \\| b');
  expect(report).toContain('&lt;img src=x> \\`c\\` \\*d\\* # e');
});

function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading ?? ''));
}
