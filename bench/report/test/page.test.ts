import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { readRun } from '../../record/read-run.ts';
import type { RunFile } from '../../record/run-file.ts';
import { figuresOf } from '../figures/run-figures.ts';
import { composedPage } from '../render-page.ts';
import { rendered } from '../testing/rendered.ts';

const pageOf = async (change?: (run: RunFile) => void) => {
  const { folder } = await rendered(change ? { change } : {});
  return composedPage([{ name: 'sample-run', figures: figuresOf(await readRun(folder)) }], '', '../', () => 'now');
};

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const between = (page: string, tag: string) =>
  [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].map(([, text = '']) => text);

test('the same run gives the same bytes', async () => {
  expect(await pageOf()).toBe(await pageOf());
});

test('its style and its script are the only ones that its policy lets run, and it fetches nothing', async () => {
  const page = await pageOf();
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'") ?? '';
  expect(
    between(page, 'style')
      .map(hashOf)
      .map((hash) => policy.includes(hash)),
  ).toEqual([true]);
  expect(
    between(page, 'script')
      .map(hashOf)
      .map((hash) => policy.includes(hash)),
  ).toEqual([true]);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(page).not.toMatch(/ (?:src|href)="(?:https?:)?\/\//);
});

test('no element has a handler or a style of its own', async () => {
  const [markup = ''] = (await pageOf()).split('<script type="application/json"');
  expect(markup).not.toMatch(/<[^>]* (?:on\w+|style)=/);
});

test('what a run says of itself stays text', async () => {
  const evil = '</script><script>alert(1)</script><img src=x onerror=alert(1)>';
  const page = await pageOf((run) => {
    run.host.cpu = evil;
    run.versions['node'] = evil;
    run.argv = ['latency', evil];
    for (const row of run.fairness) row.pushes = evil;
    for (const trial of run.trials) for (const verdict of trial.verdicts) verdict.because = evil;
  });
  expect(between(page, 'script')).toHaveLength(1);
  expect(page).not.toContain('<img src=x');
});

test('a link into the page leads somewhere, and every id is there once', async () => {
  const page = await pageOf();
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  const to = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
  expect(to.filter((id) => !ids.includes(id))).toEqual([]);
});
